using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A promise: what a transaction is going to write here if it commits, and whom to ask whether it has.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Session">Its session here.</param>
/// <param name="Rule">How it is decided.</param>
/// <param name="Writers">Whom to ask: all that write in it, or this participant and the one that knows all.</param>
/// <param name="Writes">What it writes here.</param>
/// <param name="IsWhole">Whether <paramref name="Writers"/> are all.</param>
/// <param name="After">
/// Sessions here whose promised writes it has seen or overwritten before they were decided. It binds when all of these have committed, and is over when one has not: then both leave the record in one write, so
/// those that are in the record no more have committed.
/// </param>
internal sealed record PreparedTransaction(
    TransactionId Transaction, SessionId Session, DecisionRule Rule, IReadOnlyList<ParticipantSession> Writers, IReadOnlyDictionary<string, byte[]?> Writes,
    bool IsWhole, IReadOnlyList<SessionId> After);
