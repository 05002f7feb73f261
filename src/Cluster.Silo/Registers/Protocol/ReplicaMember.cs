namespace Cluster.Silo.Registers.Protocol;

/// <summary>A member of a configuration.</summary>
/// <param name="Name">The silo's stable name.</param>
/// <param name="Incarnation">
/// The identity of its disk. A silo that lost its disk is no longer the member that was meant, so a late message of an old configuration
/// can't make it vote while it is empty.
/// </param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaMember")]
internal sealed record ReplicaMember([property: Id(0)] string Name, [property: Id(1)] ulong Incarnation);
