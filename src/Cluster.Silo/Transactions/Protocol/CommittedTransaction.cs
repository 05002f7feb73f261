using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A transaction that is applied here and that somebody may still ask about.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Session">Its session here.</param>
/// <param name="Writers">Those of its writers that may ask about it here, or are asked, and this one.</param>
/// <param name="IsKnown">Whether its coordinator knows the outcome, and will not ask: only the other writers may.</param>
internal sealed record CommittedTransaction(TransactionId Transaction, SessionId Session, IReadOnlyList<ParticipantSession> Writers, bool IsKnown = false);
