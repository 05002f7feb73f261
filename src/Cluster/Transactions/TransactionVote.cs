namespace Cluster.Transactions;

/// <summary>What a participant answers when it is asked to prepare.</summary>
public enum TransactionVote
{
    /// <summary>It can't commit: the transaction is aborted.</summary>
    No,

    /// <summary>It has promised to commit when told, durably.</summary>
    Yes,

    /// <summary>It has nothing to commit, and what it read holds: it is over for it, and it is told nothing more.</summary>
    ReadOnly,
}
