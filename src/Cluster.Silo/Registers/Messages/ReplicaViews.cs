namespace Cluster.Silo.Registers.Messages;

/// <summary>What a silo's replicas hold of some registers.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Registers">In the order of the keys that were asked for; null for what never came here.</param>
/// <param name="Votes">For each shard, whether this silo's replica votes.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaViews")]
internal sealed record ReplicaViews([property: Id(0)] string Silo, [property: Id(1)] ReplicaView?[] Registers, [property: Id(2)] bool[] Votes);
