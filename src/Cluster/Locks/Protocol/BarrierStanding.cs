namespace Cluster.Locks.Protocol;

/// <summary>Whether a barrier serves a participant.</summary>
internal enum BarrierStanding : byte
{
    /// <summary>It does.</summary>
    Whole,

    /// <summary>Somebody was lost, and it serves nobody.</summary>
    Broken,

    /// <summary>It does not serve this one: there is no place, or it does not agree on how many there are.</summary>
    Refused,
}
