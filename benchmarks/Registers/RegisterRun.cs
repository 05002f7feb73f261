using System.Diagnostics;

namespace Cluster.Benchmarks.Registers;

/// <summary>One run of one contender.</summary>
/// <param name="PerSecond">How many calls were answered.</param>
/// <param name="ProcessorMicroseconds">How much processor time a call took, in all processes together; null where that cannot be had.</param>
/// <param name="SortedTicks">How long each call took.</param>
internal sealed record RegisterRun(double PerSecond, double? ProcessorMicroseconds, long[] SortedTicks)
{
    /// <summary>A quantile of the time from call to answer, in microseconds.</summary>
    public double Microseconds(double quantile) =>
        SortedTicks.Length == 0 ? 0 : SortedTicks[(int)Math.Min(SortedTicks.Length - 1, quantile * SortedTicks.Length)] * 1e6 / Stopwatch.Frequency;
}
