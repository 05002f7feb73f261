using Cluster.Data;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Cluster.Tests.Data;

/// <summary>Three silos in this process, with grain storage in memory, and a client.</summary>
public sealed class DataCluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public ClusterData Data { get; private set; } = null!;

    internal InProcessTestCluster Silos => _cluster;

    public string JobAssemblies { get; } = Directory.CreateTempSubdirectory("cluster-jobs-").FullName;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("Default");
            silo.AddClusterData(options =>
            {
                options.Workers = 2;
                options.JobAssemblies = JobAssemblies;
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Data = new ClusterClient(_cluster.Client).Data;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(JobAssemblies, recursive: true);
    }
}
