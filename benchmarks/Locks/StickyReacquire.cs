using System.Diagnostics;
using Cluster.Benchmarks.Measuring;

namespace Cluster.Benchmarks.Locks;

/// <summary>One caller that takes the same sticky lock over and over: the process keeps it, and no message is sent.</summary>
internal static class StickyReacquire
{
    private const int Batch = 1000;

    /// <summary>Prints and gives the median of how often a second.</summary>
    public static double Measure(ClusterClient cluster, int runs, TimeSpan duration)
    {
        var rates = Enumerable.Range(0, runs + 1).Select(_ => Run(cluster, duration)).Skip(1).ToList();
        var median = Statistics.Median(rates);
        Console.WriteLine($"Sticky lock taken again by one caller: {median / 1e6:F2} million a second (least {rates.Min() / 1e6:F2}, most {rates.Max() / 1e6:F2}).");
        return median;
    }

    private static double Run(ClusterClient cluster, TimeSpan duration)
    {
        var sticky = cluster.Locks.Lock("sticky", sticky: true);
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            for (var i = 0; i < Batch; i++)
            {
                sticky.AcquireAsync().AsTask().GetAwaiter().GetResult().Dispose();
            }

            count += Batch;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
