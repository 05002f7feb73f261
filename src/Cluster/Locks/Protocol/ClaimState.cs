namespace Cluster.Locks.Protocol;

/// <summary>Where a claim stands, as its client knows it.</summary>
internal enum ClaimState : byte
{
    /// <summary>Asked for, not granted.</summary>
    Waiting,

    /// <summary>Granted, and the lease is known to last.</summary>
    Held,

    /// <summary>Released, refused, cancelled or lost.</summary>
    Ended,
}
