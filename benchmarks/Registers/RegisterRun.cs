using System.Diagnostics;

namespace Cluster.Benchmarks.Registers;

/// <summary>One run of one contender.</summary>
internal sealed record RegisterRun(double PerSecond, long[] SortedTicks)
{
    /// <summary>A quantile of the time from call to answer, in microseconds.</summary>
    public double Microseconds(double quantile) =>
        SortedTicks.Length == 0 ? 0 : SortedTicks[(int)Math.Min(SortedTicks.Length - 1, quantile * SortedTicks.Length)] * 1e6 / Stopwatch.Frequency;
}
