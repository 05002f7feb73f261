namespace Cluster.Transactions.Protocol;

/// <summary>What an operation does with an item.</summary>
internal enum Access
{
    /// <summary>Reads under a shared lock.</summary>
    Read,

    /// <summary>Reads under an exclusive lock, since a write will follow.</summary>
    ReadForUpdate,

    /// <summary>Writes under an exclusive lock.</summary>
    Write,

    /// <summary>Reads what is committed, without a lock; whether it still holds is asked at the end. Not together with the others.</summary>
    Snapshot,
}
