namespace Cluster.Silo.Registers.Protocol;

/// <summary>What handling a message led to.</summary>
/// <param name="Response">The answer, to be held back until it may leave.</param>
/// <param name="Entries">Changes to append to the journal, in this order, before anything that a later message leads to.</param>
/// <param name="DurableThrough">
/// The answer must not leave before this many entries of the replica are durable: it tells of state that a crash could otherwise undo.
/// </param>
internal readonly record struct ReplicaResult<TResponse>(TResponse Response, IReadOnlyList<JournalEntry> Entries, long DurableThrough);
