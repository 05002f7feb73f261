namespace Cluster.Silo.Registers.Messages;

/// <summary>What a silo says of itself to whoever places replicas.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Incarnation">The identity of its disk.</param>
/// <param name="Zone">What fails as one with it, if that is known.</param>
/// <param name="IsLeaving">Whether it wants its replicas taken over.</param>
/// <param name="Epochs">For each shard the epoch that its replica knows; 0 for none.</param>
/// <param name="Complete">For each shard the epoch that its replica has caught up with.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaHostStatus")]
internal sealed record ReplicaHostStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] ulong Incarnation,
    [property: Id(2)] string? Zone,
    [property: Id(3)] bool IsLeaving,
    [property: Id(4)] long[] Epochs,
    [property: Id(5)] long[] Complete);
