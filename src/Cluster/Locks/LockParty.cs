namespace Cluster.Locks;

/// <summary>One who holds a lock or waits for one, as a node in the graph of who waits for whom.</summary>
/// <param name="Id">The same for all that one <see cref="LockOwner"/> of one process, with the transactions that it runs, or one transaction without an owner, holds and waits for; of its own where there is neither.</param>
/// <param name="Client">The client process: machine and process number.</param>
/// <param name="Owner">The name of the owner or transaction, or null when there is none.</param>
/// <param name="Mode">How it holds, or wants to hold.</param>
/// <param name="Holds">Whether it holds; otherwise it waits.</param>
/// <param name="For">For how long it has held or waited.</param>
public sealed record LockParty(string Id, string Client, string? Owner, LockMode Mode, bool Holds, TimeSpan For);
