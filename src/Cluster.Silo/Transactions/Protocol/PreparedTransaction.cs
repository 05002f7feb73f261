using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A promise: what a transaction is going to write here if it commits, and whom to ask whether it has.</summary>
internal sealed record PreparedTransaction(
    TransactionId Transaction, SessionId Session, DecisionRule Rule, IReadOnlyList<ParticipantSession> Writers, IReadOnlyDictionary<string, byte[]?> Writes);
