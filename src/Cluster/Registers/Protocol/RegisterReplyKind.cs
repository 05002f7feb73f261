namespace Cluster.Registers.Protocol;

/// <summary>What became of an operation.</summary>
internal enum RegisterReplyKind : byte
{
    /// <summary>It is under way; ask for it again.</summary>
    Pending,

    /// <summary>It took effect; a compare-and-set found the expected version.</summary>
    Done,

    /// <summary>A compare-and-set found another version and changed nothing.</summary>
    Mismatch,

    /// <summary>It may have taken effect, may yet, or never will.</summary>
    Unknown,

    /// <summary>No quorum answered in time; it surely has no effect.</summary>
    NoQuorum,

    /// <summary>No quorum answered in time, and some replicas were asked for a change.</summary>
    NoQuorumUnknown,

    /// <summary>Whoever was asked for the outcome of an operation does not know the operation.</summary>
    NotKnown,

    /// <summary>No replica that could be asked has reached what the session has seen.</summary>
    TooStale,

    /// <summary>What the session has seen lies so far in the future that a clock must be broken.</summary>
    ClockAhead,
}
