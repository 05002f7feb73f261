using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Pairs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Data.Hosting;

/// <summary>What the tasks of a silo share.</summary>
internal sealed class HostServices(
    WorkerSet workers,
    BlockStore blocks,
    KeyTablePool tables,
    PartitionHosts hosts,
    DataTelemetry telemetry,
    IOptions<ClusterDataOptions> options,
    TimeProvider time,
    ILogger<PartitionHost> logger)
{
    public WorkerSet Workers { get; } = workers;

    public BlockStore Blocks { get; } = blocks;

    public KeyTablePool Tables { get; } = tables;

    public PartitionHosts Hosts { get; } = hosts;

    public DataTelemetry Telemetry { get; } = telemetry;

    public ClusterDataOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
