namespace Cluster.Benchmarks.Locks;

/// <summary>One run of one contender: how often each caller had a lock, and how long it took to get it.</summary>
internal sealed record LockRun(double Seconds, IReadOnlyList<int> Counts, long[] SortedTicks)
{
    public double PerSecond => Counts.Sum() / Seconds;

    /// <summary>
    /// 1 when all callers had the lock equally often, 1/n when one had it all: R. Jain, D. Chiu and W. Hawe, "A Quantitative Measure of Fairness and
    /// Discrimination for Resource Allocation in Shared Computer Systems" (DEC TR-301, 1984).
    /// </summary>
    public double Jain => Math.Pow(Counts.Sum(c => (double)c), 2) / (Counts.Count * Counts.Sum(c => (double)c * c));

    /// <summary>A quantile of the time from asking to having, in microseconds.</summary>
    public double Microseconds(double quantile) =>
        SortedTicks.Length == 0 ? 0 : SortedTicks[(int)Math.Min(SortedTicks.Length - 1, quantile * SortedTicks.Length)] * 1e6 / System.Diagnostics.Stopwatch.Frequency;
}
