using Orleans.Concurrency;

namespace Cluster.Locks.Protocol;

/// <summary>A client process, as shards reach it with what is no answer to a request.</summary>
[Alias("Cluster.Locks.ILockClient")]
internal interface ILockClient : IGrainObserver
{
    /// <summary>News from shards of one silo. May get lost: shards repeat what is not acknowledged.</summary>
    [Alias("Hear"), OneWay]
    Task HearAsync(LockReply[] replies);

    /// <summary>Another one, or nobody, holds a lock now that this client watches. May get lost.</summary>
    [Alias("HolderChanged"), OneWay]
    Task HolderChangedAsync(LockKey key);

    /// <summary>Whether claims of this client stand as a shard has them, one answer for each: the shard may not have heard of the newest yet.</summary>
    [Alias("Confirm"), ResponseTimeout("00:00:01")]
    Task<bool[]> ConfirmAsync(ClaimQuestion[] claims);
}
