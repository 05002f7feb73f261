namespace Cluster.Benchmarks.Measuring;

/// <summary>The times of one contender, in the order of its runs.</summary>
internal sealed record Measurement(string Name, IReadOnlyList<double> Seconds)
{
    public double Median => Sorted.Count % 2 == 1 ? Sorted[Sorted.Count / 2] : (Sorted[(Sorted.Count / 2) - 1] + Sorted[Sorted.Count / 2]) / 2;

    public double Best => Sorted[0];

    public double Worst => Sorted[^1];

    private List<double> Sorted => [.. Seconds.Order()];
}
