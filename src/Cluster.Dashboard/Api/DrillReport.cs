using Cluster.Registers;

namespace Cluster.Dashboard.Api;

/// <summary>A partition that was made on purpose. Seconds count from its start.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Silos">The silos that took part.</param>
/// <param name="CutOff">One of the two sides.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="ElapsedSeconds">How long it has gone on, or went on.</param>
/// <param name="CutSeconds">When the sides were cut off from each other; null before.</param>
/// <param name="HealedSeconds">When they could reach each other again; null before.</param>
/// <param name="AgreedSeconds">When all silos first read the same after the healing; null before.</param>
/// <param name="Problem">Why it ended before its time.</param>
/// <param name="Samples">The operations that have ended, in the order of their ends.</param>
internal sealed record DrillReport(
    DateTimeOffset StartedAt,
    IReadOnlyList<string> Silos,
    IReadOnlyList<string> CutOff,
    PartitionPhase Phase,
    double ElapsedSeconds,
    double? CutSeconds,
    double? HealedSeconds,
    double? AgreedSeconds,
    string? Problem,
    IReadOnlyList<DrillReport.Sample> Samples)
{
    public static DrillReport From(PartitionDrill drill) => new(
        drill.StartedAt, drill.Silos, drill.CutOff, drill.Phase, drill.Elapsed.TotalSeconds, drill.CutAt?.TotalSeconds, drill.HealedAt?.TotalSeconds, drill.AgreedAt?.TotalSeconds, drill.Problem,
        [.. drill.Samples.Select(sample => new Sample(sample.At.TotalSeconds, sample.Silo, sample.Level, sample.IsRead, sample.Outcome, sample.Took.TotalSeconds, sample.Value))]);

    /// <summary>One operation of the drill.</summary>
    /// <param name="AtSeconds">When it began.</param>
    /// <param name="Silo">The silo that it was asked of.</param>
    /// <param name="Level">What it promised.</param>
    /// <param name="IsRead">Whether it read; otherwise it wrote.</param>
    /// <param name="Outcome">What became of it.</param>
    /// <param name="TookSeconds">How long that took.</param>
    /// <param name="Value">What was read or written.</param>
    internal sealed record Sample(double AtSeconds, string Silo, ConsistencyKind Level, bool IsRead, PartitionOutcome Outcome, double TookSeconds, string? Value);
}
