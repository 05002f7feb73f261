namespace Cluster.Transactions.Protocol;

/// <summary>What a coordinator can say of its transaction.</summary>
internal enum TransactionOutcome
{
    Pending,
    Committed,
    Aborted,

    /// <summary>The deadline passed before it could be learned; the participants will decide it between them.</summary>
    Unknown,
}
