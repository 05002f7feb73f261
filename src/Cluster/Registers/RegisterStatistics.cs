namespace Cluster.Registers;

/// <summary>How much registers are used, and what each level costs and how stale it is, since the silos started.</summary>
/// <param name="Levels">One for each level and for reads and writes that there were.</param>
/// <param name="Owed">Registers that are owed to replicas that could not be reached.</param>
/// <param name="Spread">How long weaker writes took to reach another replica, by the two silos' clocks.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterStatistics")]
public sealed record RegisterStatistics([property: Id(0)] IReadOnlyList<RegisterUse> Levels, [property: Id(1)] int Owed, [property: Id(2)] DurationHistogram Spread)
{
    /// <summary>Nothing at all.</summary>
    public static RegisterStatistics None { get; } = new([], 0, DurationHistogram.Empty);

    /// <summary>The operations of one level; null when there were none.</summary>
    public RegisterUse? Of(ConsistencyKind level, bool isRead) => Levels.FirstOrDefault(use => use.Level == level && use.IsRead == isRead);

    /// <summary>What several silos measured, together.</summary>
    internal static RegisterStatistics Sum(IEnumerable<RegisterStatistics> all)
    {
        var parts = all.ToList();
        return new RegisterStatistics(
            [
                .. parts.SelectMany(part => part.Levels).GroupBy(use => (use.Level, use.IsRead)).OrderBy(group => group.Key.Level).ThenByDescending(group => group.Key.IsRead)
                    .Select(group => group.Aggregate((one, other) => one with
                    {
                        Failed = one.Failed + other.Failed,
                        Latency = one.Latency + other.Latency,
                        Staleness = one.Staleness + other.Staleness,
                    })),
            ],
            parts.Sum(part => part.Owed),
            parts.Aggregate(DurationHistogram.Empty, (sum, part) => sum + part.Spread));
    }
}
