namespace Cluster.Benchmarks.Measuring;

/// <summary>What is told of several runs.</summary>
internal static class Statistics
{
    /// <summary>The middle one of at least one value; the mean of the middle two when their number is even.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
