using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Durability;

/// <summary>A proposer's request to the replica of a shard.</summary>
internal readonly record struct ReplicaShardRequest(int Shard, ReplicaRequest Request);
