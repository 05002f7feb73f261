namespace Cluster.Registers;

/// <summary>What silos have measured of the operations of one level, reads or writes, since they started.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterUse")]
public sealed record RegisterUse
{
    /// <summary>What the operations promised.</summary>
    [Id(0)]
    public required ConsistencyKind Level { get; init; }

    /// <summary>Reads; otherwise writes, deletions and compare-and-sets. Watches and what transactions do are not counted.</summary>
    [Id(1)]
    public required bool IsRead { get; init; }

    /// <summary>Operations that were refused or ended without anybody knowing what became of them.</summary>
    [Id(2)]
    public long Failed { get; init; }

    /// <summary>How long the others took on the silo that the client is connected to, from message to answer.</summary>
    [Id(3)]
    public DurationHistogram Latency { get; init; } = DurationHistogram.Empty;

    /// <summary>How old what was read may have been, of reads that told.</summary>
    [Id(4)]
    public DurationHistogram Staleness { get; init; } = DurationHistogram.Empty;

    /// <summary>What came since an earlier reading.</summary>
    public RegisterUse Since(RegisterUse earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return this with
        {
            Failed = Failed < earlier.Failed ? Failed : Failed - earlier.Failed,
            Latency = Latency.Since(earlier.Latency),
            Staleness = Staleness.Since(earlier.Staleness),
        };
    }
}
