using Cluster.Locks;
using Cluster.Locks.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Storage;

namespace Cluster.Silo.Locks;

/// <summary>
/// A shard's grain: gives the shard a home, and takes it away in order. It is spread by hash, so that each silo has its share, and it stays:
/// messages for it may arrive through a neighbour, which Orleans does not see.
/// </summary>
[HashBasedPlacement, Reentrant, CollectionAgeLimit(AlwaysActive = true)]
internal sealed class LockShardGrain(LockHost host, [FromKeyedServices("Default")] IGrainStorage storage) : Grain, ILockShardGrain
{
    private HostedShard? _shard;

    private int Index => (int)this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if ((uint)this.GetPrimaryKeyLong() >= LockShards.Count)
            throw new ArgumentOutOfRangeException(nameof(cancellationToken), this.GetPrimaryKeyLong(), $"Shards are numbered from 0 to {LockShards.Count - 1}.");
        _shard = await HostedShard.StartAsync(Index, host, new LockShardStorage(storage, this.GetGrainId()), Deactivate());
        host.Add(Index, _shard);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_shard is null)
            return;
        await _shard.HandOverAsync();
        host.Remove(Index, _shard);
        await _shard.DisposeAsync();
    }

    public Task<LockBatchReply> ExchangeAsync(LockBatch batch) => Task.FromResult(host.Exchange(batch));

    public Task<LockStatus[]> ListAsync(string prefix, int limit) => Task.FromResult(_shard!.Describe(prefix, limit));

    public Task<HolderNews> WatchHolderAsync(LockKey key, string watcher) => Task.FromResult(_shard!.WatchHolder(key, watcher));

    public Task<ShardWaits> WaitsAsync(bool ofOwners) => Task.FromResult(_shard!.Waits(ofOwners));

    public Task RefuseDeadlockedAsync(long epoch, Guid session, long claim, long upgradeAttempt, string cycle)
    {
        _shard!.RefuseDeadlocked(epoch, session, claim, upgradeAttempt, cycle);
        return Task.CompletedTask;
    }

    public Task<LockStatistics> CountAsync() => Task.FromResult(_shard!.Count());

    public Task<LockBreakRecord?> BreakAsync(LockKey key, string by, string reason) => _shard!.BreakAsync(key, by, reason);

    public Task<LockBreakRecord[]> BreaksAsync() => Task.FromResult(_shard!.Breaks());

    /// <summary>Called from any thread: the grain goes when it is its turn.</summary>
    private Action Deactivate()
    {
        var context = GrainContext;
        return () => context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "the lock shard has a successor"));
    }
}
