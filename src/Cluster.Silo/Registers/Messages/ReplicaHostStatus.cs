using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Messages;

/// <summary>What a silo says of itself to whoever places replicas.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Incarnation">The identity of its disk.</param>
/// <param name="Memory">The identity of its process, for shards that are kept in memory.</param>
/// <param name="Zone">What fails as one with it, if that is known.</param>
/// <param name="IsLeaving">Whether it wants its replicas taken over.</param>
/// <param name="Epochs">For each shard the epoch that its replica knows; 0 for none.</param>
/// <param name="Complete">For each shard the epoch that its replica has caught up with.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaHostStatus")]
internal sealed record ReplicaHostStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] ulong Incarnation,
    [property: Id(2)] ulong Memory,
    [property: Id(3)] string? Zone,
    [property: Id(4)] bool IsLeaving,
    [property: Id(5)] long[] Epochs,
    [property: Id(6)] long[] Complete)
{
    /// <summary>The identity of what its replica of a shard is kept in.</summary>
    public ulong IncarnationOf(int shard) => RegisterShards.IsInMemory(shard) ? Memory : Incarnation;

    /// <summary>Its replica of a shard as a member of a configuration.</summary>
    public ReplicaMember Member(int shard) => new(Name, IncarnationOf(shard));
}
