namespace Cluster.Transactions;

/// <summary>How an attempt at a transaction stands.</summary>
public enum TransactionState
{
    /// <summary>Its code runs, or it waits for a lock.</summary>
    Active,

    /// <summary>A participant has promised to commit and has not heard yet what became of it.</summary>
    Prepared,

    /// <summary>It has taken effect.</summary>
    Committed,

    /// <summary>It has not taken effect and never will.</summary>
    Aborted,

    /// <summary>Its time was over before its coordinator had heard the outcome, and no participant has told it since.</summary>
    Unknown,
}
