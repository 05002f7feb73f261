namespace Cluster.Transactions;

/// <summary>What happened to a transaction.</summary>
public enum TransactionEventKind
{
    /// <summary>A participant was called for the first time; at the coordinator: the attempt began.</summary>
    Begun,

    /// <summary>A participant lets it wait for the lock of an item that others hold.</summary>
    Waits,

    /// <summary>A lock that it waited for was granted.</summary>
    Granted,

    /// <summary>A participant that it only read at was asked whether the reads hold, and they do.</summary>
    Validated,

    /// <summary>The coordinator asked for the commit.</summary>
    Asked,

    /// <summary>A participant has voted yes: it promises to commit when told.</summary>
    Prepared,

    /// <summary>A participant that has promised heard nothing for long and asks the others.</summary>
    InDoubt,

    /// <summary>It is committed; a participant applies it.</summary>
    Committed,

    /// <summary>It is aborted; at a participant: what was done there is undone.</summary>
    Aborted,

    /// <summary>The coordinator's time was over while it was being decided.</summary>
    Unknown,
}
