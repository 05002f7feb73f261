namespace Cluster.Transactions;

/// <summary>What was decided of a transaction, for ever.</summary>
public enum TransactionDecision
{
    /// <summary>Nothing of it takes effect.</summary>
    Aborted,

    /// <summary>All of it takes effect.</summary>
    Committed,
}
