using Cluster.Registers;

namespace Cluster.Dashboard.Api;

/// <summary>What each level of consistency has cost and how stale it was. Quantiles are right to within 42 %.</summary>
/// <param name="Levels">One for each level, for reads and for writes.</param>
/// <param name="Owed">Registers that are owed to replicas that could not be reached.</param>
internal sealed record RegisterFigures(IReadOnlyList<RegisterFigures.Use> Levels, int Owed)
{
    public static RegisterFigures From(RegisterStatistics statistics) => new(
        [
            .. statistics.Levels.Select(use => new Use(
                use.Level, use.IsRead, use.Latency.Count, use.Failed, Seconds(use.Latency, .5), Seconds(use.Latency, .99), Seconds(use.Staleness, .5), Seconds(use.Staleness, .99))),
        ],
        statistics.Owed);

    private static double? Seconds(DurationHistogram durations, double part) => durations.Quantile(part)?.TotalSeconds;

    /// <summary>Reads or writes of one level.</summary>
    /// <param name="Level">What they promised.</param>
    /// <param name="IsRead">Whether they read.</param>
    /// <param name="Count">How many were carried out.</param>
    /// <param name="Failed">How many were not, or nobody knows.</param>
    /// <param name="MedianSeconds">The median of the time that a silo took.</param>
    /// <param name="P99Seconds">99 of 100 took no longer.</param>
    /// <param name="MedianStaleSeconds">The median of how old what was read may have been.</param>
    /// <param name="P99StaleSeconds">99 of 100 were no older.</param>
    internal sealed record Use(
        ConsistencyKind Level, bool IsRead, long Count, long Failed, double? MedianSeconds, double? P99Seconds, double? MedianStaleSeconds, double? P99StaleSeconds);
}
