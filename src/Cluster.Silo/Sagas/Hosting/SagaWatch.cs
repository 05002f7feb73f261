using Cluster.Sagas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>
/// Sees to it that every saga that has not ended has a driver: whenever a silo leaves, when this one starts, and now and then, it has all shards look after
/// their sagas. Every silo does so, and one is enough.
/// </summary>
internal sealed class SagaWatch(
    IGrainFactory grains, SagaCatalog catalog, IClusterMembershipService membership, TimeProvider time, ILogger<SagaGrain> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Sagas that are defined wrongly fail the silo's start, not the first use: the catalog that was asked for here has made them all.</summary>
    public override Task StartAsync(CancellationToken cancellationToken) => catalog.Kinds.Count >= 0 ? base.StartAsync(cancellationToken) : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var left = LeaveAsync(stoppingToken);
            while (true)
            {
                IReadOnlyList<int> shards = [.. Enumerable.Range(0, SagaShards.Count)];
                while ((shards = await CheckAsync(shards, stoppingToken)).Count > 0)
                    await Task.Delay(Pause, time, stoppingToken);

                await Task.WhenAny(left, Task.Delay(Period, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                if (left.IsCompleted)
                    left = LeaveAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo ends.
        }
    }

    /// <summary>Has shards look after their sagas; those that could not be reached.</summary>
    private async Task<IReadOnlyList<int>> CheckAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        var reached = await Task.WhenAll(shards.Select(shard => CheckAsync(shard, cancellationToken)));
        return [.. shards.Where((_, i) => !reached[i])];
    }

    private async Task<bool> CheckAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ISagaShardGrain>(shard).CheckAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was (no silo yet, one that has just died), it may pass.
            logger.WatchFailed(e, shard);
            return false;
        }
    }

    /// <summary>Ends when a silo that was active is so no more.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        HashSet<SiloAddress> active = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            HashSet<SiloAddress> now = [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];
            if (!active.IsSubsetOf(now))
                return;
            active = now;
        }
    }
}
