namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>Owners and transactions that wait for each other in a circle.</summary>
/// <param name="Victim">The wait that is to be refused.</param>
/// <param name="Cycle">The whole circle, for people.</param>
internal sealed record Deadlock(ClaimEntry Victim, string Cycle);
