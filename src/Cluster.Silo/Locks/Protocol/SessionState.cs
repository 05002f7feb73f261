namespace Cluster.Silo.Locks.Protocol;

/// <summary>What a shard knows of a client.</summary>
internal enum SessionState : byte
{
    /// <summary>Has greeted; it gets its answer when the record that names it is written.</summary>
    Joining,

    /// <summary>Answered; has not checked in yet, and has nothing to reclaim.</summary>
    Welcome,

    /// <summary>Was a client of an activation that ended without handing over: what it holds is not known.</summary>
    Awaited,

    /// <summary>Was handed over by the last activation with all it holds, and has not checked in yet.</summary>
    HandedOver,

    /// <summary>Has checked in: all it has is known.</summary>
    Open,
}
