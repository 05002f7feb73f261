namespace Cluster.Simulation.Engine;

/// <summary>What a run did, so that a test can see that the faults it is about happened at all.</summary>
internal sealed record SeedSummary
{
    private IReadOnlyDictionary<string, long> _counts = new Dictionary<string, long>();

    public long this[string what] => _counts.GetValueOrDefault(what);

    public SeedSummary With(string what, long count) => this with
    {
        _counts = new Dictionary<string, long>(_counts) { [what] = this[what] + count },
    };

    public SeedSummary Add(SeedSummary other)
    {
        var sum = new Dictionary<string, long>(_counts);
        foreach (var (what, count) in other._counts)
            sum[what] = sum.GetValueOrDefault(what) + count;
        return this with { _counts = sum };
    }

    public override string ToString() => string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
}
