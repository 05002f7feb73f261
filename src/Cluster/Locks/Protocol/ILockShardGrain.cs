using Orleans.Concurrency;

namespace Cluster.Locks.Protocol;

/// <summary>A shard of locks; its key is the shard's number. Any shard's grain takes messages for all shards on its silo.</summary>
[Alias("Cluster.Locks.ILockShardGrain")]
internal interface ILockShardGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Passes requests to the shards on the grain's silo. Requests are repeated by who sent them, with newer content, so the call itself is
    /// neither repeated nor waited for long.
    /// </summary>
    [Alias("Exchange"), ResponseTimeout("00:00:01")]
    Task<LockBatchReply> ExchangeAsync(LockBatch batch);

    /// <summary>Describes the locks in use whose names begin with <paramref name="prefix"/>, in order of names, at most <paramref name="limit"/>.</summary>
    [Alias("List"), ReadOnly, Idempotent]
    Task<LockStatus[]> ListAsync(string prefix, int limit);

    /// <summary>Counts what there is and what has happened since the shard's activation.</summary>
    [Alias("Count"), ReadOnly, Idempotent]
    Task<LockStatistics> CountAsync();

    /// <summary>Puts out who holds a lock now; null when nobody does.</summary>
    [Alias("Break")]
    Task<LockBreakRecord?> BreakAsync(LockKey key, string by, string reason);

    /// <summary>
    /// Who holds a lock exclusively. For a few seconds from now on the client at the route <paramref name="watcher"/> is told when that changes; it may not be, when the
    /// message gets lost or the shard moves.
    /// </summary>
    [Alias("WatchHolder"), Idempotent]
    Task<HolderNews> WatchHolderAsync(LockKey key, string watcher);

    /// <summary>The locks that somebody waits for; with <paramref name="ofOwners"/> only those that somebody waits for who said whose claim it is.</summary>
    [Alias("Waits"), ReadOnly, Idempotent, ResponseTimeout("00:00:05")]
    Task<ShardWaits> WaitsAsync(bool ofOwners);

    /// <summary>Refuses a claim that waits in this epoch and could wait for ever; does nothing when it waits no longer.</summary>
    [Alias("RefuseDeadlocked"), Idempotent]
    Task RefuseDeadlockedAsync(long epoch, Guid session, long claim, long upgradeAttempt, string cycle);

    /// <summary>The breaks that the shard remembers, oldest first.</summary>
    [Alias("Breaks"), ReadOnly, Idempotent]
    Task<LockBreakRecord[]> BreaksAsync();
}
