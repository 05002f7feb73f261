using Orleans.Concurrency;

namespace Cluster.Locks.Protocol;

/// <summary>A client process, as shards reach it with what is no answer to a request.</summary>
[Alias("Cluster.Locks.ILockClient")]
internal interface ILockClient : IGrainObserver
{
    /// <summary>News from shards of one silo. May get lost: shards repeat what is not acknowledged.</summary>
    [Alias("Hear"), OneWay]
    Task HearAsync(LockReply[] replies);
}
