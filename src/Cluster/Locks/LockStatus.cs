namespace Cluster.Locks;

/// <summary>A lock or semaphore in use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSemaphore">A lock and a semaphore of the same name have nothing to do with each other.</param>
/// <param name="Holders">Who holds it: one exclusive holder, or readers, or holders of permits.</param>
/// <param name="Waiters">Who waits, first come first.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockStatus")]
public sealed record LockStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] bool IsSemaphore,
    [property: Id(2)] IReadOnlyList<LockHolderStatus> Holders,
    [property: Id(3)] IReadOnlyList<LockWaiterStatus> Waiters);
