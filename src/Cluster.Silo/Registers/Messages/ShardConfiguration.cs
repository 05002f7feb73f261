using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Messages;

/// <summary>The configuration of one shard.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ShardConfiguration")]
internal readonly record struct ShardConfiguration([property: Id(0)] int Shard, [property: Id(1)] ReplicaConfiguration Configuration);
