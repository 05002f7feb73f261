using Cluster.Sagas;
using Cluster.Silo.Registers.Configuration;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cluster.Tests.Sagas;

/// <summary>Three silos in this process that know the test's sagas, and a client.</summary>
public sealed class SagaCluster : IAsyncLifetime
{
    private static readonly string[] Names = ["silo-1", "silo-2", "silo-3"];

    /// <summary>Far longer than anything here takes, on a machine that does much else.</summary>
    private static readonly Dictionary<string, string?> Patience = new() { ["Cluster:Registers:Timeout"] = "00:01:00" };

    public EmbeddedCluster Cluster { get; } = new();

    public ClusterClient Client { get; private set; } = null!;

    public IReadOnlyList<IHost> Silos { get; private set; } = [];

    public ClusterSagas Sagas => Client.Sagas;

    public static ISiloBuilder Configure(ISiloBuilder silo) => silo
        .AddSaga<ScriptedSaga>().AddSaga<ScriptedSagaTwo>().AddSaga<ScriptedTransfer>().AddSaga<ForgottenSaga>()
        .AddOutboxHandler<Letter, LetterBox>();

    public async ValueTask InitializeAsync()
    {
        Silos = await Task.WhenAll(Names.Select(name => Cluster.StartSiloAsync(name, silo => Configure(silo), Patience)));
        Client = await Cluster.StartClientAsync(settings: Patience);
        await Eventually.TrueAsync(() => Silos.All(IsSettled), "all three silos hold all registers");
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static bool IsSettled(IHost silo) =>
        silo.Services.GetRequiredService<RegisterConfigurations>().Latest is { } map && map.Shards.All(shard => shard is { IsActive: true, Members.Count: 3 });
}
