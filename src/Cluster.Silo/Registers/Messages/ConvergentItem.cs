namespace Cluster.Silo.Registers.Messages;

/// <summary>A message between two replicas of the convergent registers of one shard.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ConvergentItem")]
internal readonly record struct ConvergentItem([property: Id(0)] int Shard, [property: Id(1)] byte[] Message);
