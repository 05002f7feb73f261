namespace Cluster.Locks.Protocol;

/// <summary>A lock that somebody waits for.</summary>
/// <param name="Key">The lock.</param>
/// <param name="Holders">Who holds it.</param>
/// <param name="Waiters">Who waits, the next to be granted first: a holder that waits to be upgraded comes before all others.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.ContendedLock")]
internal sealed record ContendedLock(
    [property: Id(0)] LockKey Key,
    [property: Id(1)] Contender[] Holders,
    [property: Id(2)] Contender[] Waiters);
