namespace Cluster.Benchmarks.Measuring;

/// <summary>The times of one contender, in the order of its runs.</summary>
internal sealed record Measurement(string Name, IReadOnlyList<double> Seconds)
{
    public double Median => Statistics.Median(Seconds);

    public double Best => Sorted[0];

    public double Worst => Sorted[^1];

    private List<double> Sorted => [.. Seconds.Order()];
}
