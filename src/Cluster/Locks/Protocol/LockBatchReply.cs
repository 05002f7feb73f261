namespace Cluster.Locks.Protocol;

/// <summary>What the shards of one silo answer.</summary>
/// <param name="Host">Names the silo's present life, so that the client knows which shards it reaches by one message.</param>
/// <param name="Replies">The answers.</param>
/// <param name="Elsewhere">Shards that are not active on this silo: their requests were not looked at.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockBatchReply")]
internal sealed record LockBatchReply(
    [property: Id(0)] Guid Host,
    [property: Id(1)] LockReply[] Replies,
    [property: Id(2)] int[] Elsewhere);
