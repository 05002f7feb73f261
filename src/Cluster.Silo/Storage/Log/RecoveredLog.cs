namespace Cluster.Silo.Storage.Log;

/// <summary>What recovery found, and the segment at whose end the log goes on.</summary>
internal sealed record RecoveredLog
{
    /// <summary>Drawn when the log was created; a silo that lost its disk comes back with another one.</summary>
    public required ulong Identity { get; init; }

    /// <summary>Nothing was found: the log has been created just now.</summary>
    public bool Created { get; init; }

    /// <summary>The last sequence that the newest snapshot contains; 0 without one.</summary>
    public long SnapshotThrough { get; init; }

    /// <summary>The last record found; everything up to it has been synced again.</summary>
    public long LastSequence { get; init; }

    /// <summary>The first sequences of the segments, in order; the last is open.</summary>
    public required IReadOnlyList<long> Segments { get; init; }

    public required ILogFile Segment { get; init; }

    /// <summary>The end of the open segment.</summary>
    public required long SegmentLength { get; init; }

    /// <summary>How many bytes of a batch that a crash had interrupted were cut off.</summary>
    public long CutBytes { get; init; }
}
