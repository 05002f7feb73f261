using Cluster.Tests.Hosting;
using Microsoft.Extensions.Hosting;

namespace Cluster.Tests.Registers;

/// <summary>Three silos in this process with a log each, and two clients.</summary>
public sealed class RegisterCluster : IAsyncLifetime
{
    private static readonly string[] Names = ["silo-1", "silo-2", "silo-3"];

    public EmbeddedCluster Cluster { get; } = new();

    public ClusterClient Client { get; private set; } = null!;

    public ClusterClient Other { get; private set; } = null!;

    public IReadOnlyList<IHost> Silos { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Silos = await Task.WhenAll(Names.Select(name => Cluster.StartSiloAsync(name)));
        Client = await Cluster.StartClientAsync();
        Other = await Cluster.StartClientAsync();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
