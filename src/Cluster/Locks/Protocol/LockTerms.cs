namespace Cluster.Locks.Protocol;

/// <summary>What a claim asks for. One object serves all claims of a lock's handle, so that a claim itself stays small.</summary>
/// <param name="Name">The name of the lock or semaphore.</param>
/// <param name="Mode">How it is to be held.</param>
/// <param name="Permits">How many permits of a semaphore; 1 for a lock.</param>
/// <param name="Limit">How many permits the semaphore has in all; 1 for a lock.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockTerms")]
internal sealed record LockTerms(
    [property: Id(0)] string Name,
    [property: Id(1)] LockMode Mode,
    [property: Id(2)] int Permits = 1,
    [property: Id(3)] int Limit = 1)
{
    public LockKey Key => new(Name, Mode == LockMode.Permits);
}
