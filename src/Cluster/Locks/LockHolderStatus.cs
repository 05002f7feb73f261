namespace Cluster.Locks;

/// <summary>A holder of a lock.</summary>
/// <param name="Client">The client process: machine and process number.</param>
/// <param name="Mode">How it holds.</param>
/// <param name="Permits">How many permits of a semaphore; 1 for a lock.</param>
/// <param name="FencingToken">The token of the grant. A client that passes the lock on among its own callers may by now use greater ones.</param>
/// <param name="HeldFor">For how long it has held.</param>
/// <param name="LeaseLeft">After how long without a sign of life from the client the lock is taken away.</param>
/// <param name="Owner">The name of the <see cref="LockOwner"/> or transaction that took it, or null when there was none.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockHolderStatus")]
public sealed record LockHolderStatus(
    [property: Id(0)] string Client,
    [property: Id(1)] LockMode Mode,
    [property: Id(2)] int Permits,
    [property: Id(3)] long FencingToken,
    [property: Id(4)] TimeSpan HeldFor,
    [property: Id(5)] TimeSpan LeaseLeft,
    [property: Id(6)] string? Owner = null);
