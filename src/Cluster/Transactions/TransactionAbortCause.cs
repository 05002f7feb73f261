namespace Cluster.Transactions;

/// <summary>Why a transaction was aborted.</summary>
public enum TransactionAbortCause
{
    /// <summary>Its own code asked for it.</summary>
    Requested,

    /// <summary>Its time was over before anything was prepared.</summary>
    Deadline,

    /// <summary>An older transaction needed what it had locked (wound-wait).</summary>
    Wounded,

    /// <summary>A participant had lost what the transaction did there: it moved, crashed, or heard nothing for too long.</summary>
    ParticipantLost,

    /// <summary>A participant refused to prepare, or one that was in doubt aborted first.</summary>
    Refused,

    /// <summary>What was read without locks has changed meanwhile.</summary>
    Overtaken,
}
