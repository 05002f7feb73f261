namespace Cluster.Locks;

/// <summary>Somebody who waits for a lock.</summary>
/// <param name="Client">The client process: machine and process number.</param>
/// <param name="Mode">How it wants to hold.</param>
/// <param name="Permits">How many permits of a semaphore it wants; 1 for a lock.</param>
/// <param name="Position">Its place, from 1. Place 0 is a holder that waits to be upgraded.</param>
/// <param name="WaitingFor">For how long it has waited.</param>
/// <param name="Owner">The name of the <see cref="LockOwner"/> or transaction that waits, or null when there is none.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockWaiterStatus")]
public sealed record LockWaiterStatus(
    [property: Id(0)] string Client,
    [property: Id(1)] LockMode Mode,
    [property: Id(2)] int Permits,
    [property: Id(3)] int Position,
    [property: Id(4)] TimeSpan WaitingFor,
    [property: Id(5)] string? Owner = null);
