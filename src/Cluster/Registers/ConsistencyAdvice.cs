namespace Cluster.Registers;

/// <summary>The weakest levels that give what is needed.</summary>
/// <param name="Read">For reads; <see cref="ConsistencyKind.Session"/> takes a session of the user's.</param>
/// <param name="Write">For writes.</param>
/// <param name="MaxAge">The bound for <see cref="ConsistencyKind.BoundedStaleness"/>.</param>
/// <param name="Reason">Why these and no weaker ones.</param>
public sealed record ConsistencyAdvice(ConsistencyKind Read, ConsistencyKind Write, TimeSpan? MaxAge, string Reason);
