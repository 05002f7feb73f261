using Cluster.Data;

namespace Cluster.Cli.Jobs;

/// <summary>What is shown of a stage: how far it is, and how fast.</summary>
internal static class StageProgress
{
    /// <summary>Part done, 0 to 1: by bytes where their number is known, else by tasks.</summary>
    public static double Fraction(StageStatus stage)
    {
        if (stage.FinishedAt is not null)
        {
            return 1;
        }

        var fraction = stage.TotalBytes is > 0 and var total
            ? (double)stage.Bytes / total
            : stage.Total > 0 ? (double)stage.Done / stage.Total : 0;

        // A retried task is counted anew; the bar must not run over, nor claim the end before it.
        return Math.Clamp(fraction, 0, 0.99);
    }

    /// <summary>Bytes per second since the stage's start, or null before any.</summary>
    public static string? Rate(StageStatus stage, DateTimeOffset now)
    {
        if (stage.StartedAt is not { } started || stage.Bytes == 0)
        {
            return null;
        }

        // The silo's clock and ours may differ a little when it has only just started.
        var elapsed = (stage.FinishedAt ?? now) - started;
        return elapsed > TimeSpan.FromMilliseconds(1) ? ByteSize.FormatRate(stage.Bytes, elapsed) : null;
    }

    public static string Size(StageStatus stage) => stage switch
    {
        { FinishedAt: null, TotalBytes: { } total } => $"{ByteSize.Format(stage.Bytes)} of {ByteSize.Format(total)}",
        { StartedAt: null } => "",
        _ => ByteSize.Format(stage.Bytes),
    };
}
