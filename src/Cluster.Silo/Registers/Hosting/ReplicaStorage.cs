using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Storage.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Opens the silo's log as the silo starts, shortens it while the silo runs, and closes it as the last thing.</summary>
internal sealed class ReplicaStorage(
    ILocalSiloDetails silo, IOptions<ClusterRegistersOptions> options, IConfiguration configuration, TimeProvider time, ILogger<ReplicaStorage> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int SegmentsBeforeSnapshot = 3;
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private DurableReplicas? _replicas;
    private Task _shortening = Task.CompletedTask;

    public bool IsOpen => _replicas is not null;

    public DurableReplicas Replicas => _replicas ?? throw new InvalidOperationException("The log of registers is open only while the silo runs.");

    /// <summary>The convergent states that the log held, until somebody has taken them over.</summary>
    public List<(int Shard, string Key, ConvergentState State)> Recovered { get; } = [];

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(ReplicaStorage), ServiceLifecycleStage.RuntimeStorageServices, OpenAsync, CloseAsync);

    public void Dispose() => _stopping.Dispose();

    private Task OpenAsync(CancellationToken cancellationToken)
    {
        var folder = RegisterFolder.Of(silo.Name, options.Value, configuration);
        _replicas = DurableReplicas.Open(
            new PhysicalLogDirectory(folder), new WriteAheadLogOptions(), logger, (_, record) => Recovered.Add(ConvergentCodec.DecodeRecord(record)));
        _shortening = Task.Run(ShortenAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _shortening;
        if (_replicas is not null)
            await _replicas.DisposeAsync();
    }

    private async Task ShortenAsync()
    {
        using var timer = new PeriodicTimer(LookAfter, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (Replicas.SegmentCount < SegmentsBeforeSnapshot)
                    continue;
                try
                {
                    await Replicas.SaveSnapshotAsync(_stopping.Token);
                }
                catch (IOException failure)
                {
                    // The log is as it was, or says itself that it failed.
                    logger.SnapshotFailed(failure);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }
}
