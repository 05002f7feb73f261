namespace Cluster.Locks.Protocol;

/// <summary>Who waits for whom in one shard, at one moment of one activation.</summary>
/// <param name="Shard">The shard's number.</param>
/// <param name="Epoch">The activation's epoch: within it nobody overtakes anybody.</param>
/// <param name="Locks">The locks that somebody waits for.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.ShardWaits")]
internal sealed record ShardWaits(
    [property: Id(0)] int Shard,
    [property: Id(1)] long Epoch,
    [property: Id(2)] ContendedLock[] Locks);
