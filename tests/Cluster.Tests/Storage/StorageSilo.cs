using Cluster.Silo.Storage;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Cluster.Tests.Storage;

/// <summary>A silo by itself whose grain storage is configured by Aspire's keys.</summary>
internal sealed class StorageSilo(IHost host) : IAsyncDisposable
{
    public IGrainStorage Storage { get; } = host.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public GrainDatabase Database { get; } = host.Services.GetRequiredService<GrainDatabase>();

    public static async Task<StorageSilo> StartAsync(string providerType, string connectionString)
    {
        var ports = FreePorts.Take(2);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orleans:GrainStorage:Default:ProviderType"] = providerType,
            ["Orleans:GrainStorage:Default:ServiceKey"] = "grains",
            ["ConnectionStrings:grains"] = connectionString,
        });
        builder.UseOrleans(silo => silo.UseLocalhostClustering(ports[0], ports[1]).AddCluster());
        var host = builder.Build();
        await host.StartAsync();
        return new StorageSilo(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
