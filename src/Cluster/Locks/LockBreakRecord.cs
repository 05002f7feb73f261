namespace Cluster.Locks;

/// <summary>A lock that was forced open, as the audit trail has it. Storage keeps the newest hundred of each shard of names.</summary>
/// <param name="Name">The lock's name.</param>
/// <param name="IsSemaphore">Whether it is a semaphore.</param>
/// <param name="Through">Holders with fencing tokens up to this one were put out.</param>
/// <param name="At">When (UTC, by the silo's clock).</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="Holders">The client processes that held it.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockBreakRecord")]
public sealed record LockBreakRecord(
    [property: Id(0)] string Name,
    [property: Id(1)] bool IsSemaphore,
    [property: Id(2)] long Through,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string By,
    [property: Id(5)] string Reason,
    [property: Id(6)] IReadOnlyList<string> Holders);
