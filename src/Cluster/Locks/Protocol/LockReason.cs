namespace Cluster.Locks.Protocol;

/// <summary>Why a claim was refused or lost.</summary>
internal enum LockReason : byte
{
    None,

    /// <summary>Refused: not free just now, and the claim was not to wait.</summary>
    Busy,

    /// <summary>Refused: the semaphore has another limit while it is in use.</summary>
    LimitDiffers,

    /// <summary>Refused: waiting any longer would wait for ever.</summary>
    Deadlock,

    /// <summary>Lost: the lease ended before the client could renew it.</summary>
    Expired,

    /// <summary>Lost: somebody forced the lock open.</summary>
    Broken,
}
