using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A transaction that is applied here and that somebody may still ask about.</summary>
internal sealed record CommittedTransaction(TransactionId Transaction, SessionId Session, IReadOnlyList<ParticipantSession> Writers);
