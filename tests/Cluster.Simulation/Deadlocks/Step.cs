namespace Cluster.Simulation.Deadlocks;

/// <summary>Takes a lock, or uses an item of a participant.</summary>
internal sealed record Step(int Lock, int? Item, bool Exclusive);
