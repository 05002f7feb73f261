namespace Cluster.Locks.Protocol;

/// <summary>An owner of locks, as others know it.</summary>
/// <param name="Session">The client process.</param>
/// <param name="Number">Tells its owners apart.</param>
/// <param name="Name">How people know it.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.OwnerId")]
internal sealed record OwnerId([property: Id(0)] Guid Session, [property: Id(1)] long Number, [property: Id(2)] string Name);
