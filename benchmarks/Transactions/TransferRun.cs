using System.Diagnostics;

namespace Cluster.Benchmarks.Transactions;

/// <summary>One run of one contender.</summary>
/// <param name="PerSecond">Transfers that committed in a second.</param>
/// <param name="SortedTicks">How long each took from call to answer, attempts that came to nothing included.</param>
/// <param name="ProcessorMicroseconds">Processor time of this process and all that it has started, for each transfer; null where that is not known.</param>
/// <param name="Repeated">Attempts that came to nothing, for each transfer that committed.</param>
internal sealed record TransferRun(double PerSecond, long[] SortedTicks, double? ProcessorMicroseconds, double Repeated)
{
    /// <summary>A quantile of the time from call to answer, in milliseconds; 1 for the longest.</summary>
    public double Milliseconds(double quantile) =>
        SortedTicks.Length == 0 ? 0 : SortedTicks[(int)Math.Min(SortedTicks.Length - 1, quantile * SortedTicks.Length)] * 1e3 / Stopwatch.Frequency;
}
