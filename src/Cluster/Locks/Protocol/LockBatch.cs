namespace Cluster.Locks.Protocol;

/// <summary>What one client says to all shards on one silo, in one message.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockBatch")]
internal sealed record LockBatch([property: Id(0)] LockRequest[] Requests);
