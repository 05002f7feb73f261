using System.Globalization;

namespace Cluster.Registers.Advising;

/// <summary>
/// Weighs levels by what silos measured (after Bailis et al., Probabilistically Bounded Staleness for Practical Partial Quorums, VLDB 2012): how long writes took to reach another replica gives
/// the probability that a read, so long after a write, sees it at whichever replica it comes to.
/// </summary>
/// <remarks>The part of writes that another replica had within t bounds that probability from below: who reads where it was written sees it at once.</remarks>
internal static class LevelAdvisor
{
    /// <summary>Fewer observations than these say nothing about a tail.</summary>
    public const int Enough = 100;

    public static ObservedAdvice Advise(ObservedTarget target, RegisterStatistics observed)
    {
        var pairs = new List<(ConsistencyLevel Read, ConsistencyLevel Write, bool IsPromised)>();
        if (!target.MustNotLoseWrites)
            pairs.Add((ConsistencyLevel.Weak, ConsistencyLevel.Weak, false));
        pairs.Add((ConsistencyLevel.Eventual, ConsistencyLevel.Eventual, false));
        if (target.MaxStaleness > TimeSpan.Zero)
            pairs.Add((ConsistencyLevel.BoundedStaleness(target.MaxStaleness), ConsistencyLevel.Strong, true));
        pairs.Add((ConsistencyLevel.Strong, ConsistencyLevel.Strong, true));

        var levels = pairs.ConvertAll(pair => Weigh(target, observed, pair.Read.Kind, pair.Write.Kind, pair.IsPromised));
        var best = levels.FindIndex(level => level.IsMet);
        return best < 0 ? new ObservedAdvice(null, null, levels) : new ObservedAdvice(pairs[best].Read, pairs[best].Write, levels);
    }

    private static ObservedLevel Weigh(ObservedTarget target, RegisterStatistics observed, ConsistencyKind read, ConsistencyKind write, bool isPromised)
    {
        var spread = observed.Spread;

        // What is owed to a replica that cannot be reached has not spread at all.
        var within = spread.PartWithin(target.MaxStaleness) * spread.Count / (spread.Count + Math.Max(observed.Owed, 0));
        double? fresh = isPromised ? 1 : spread.Count >= Enough ? within : null;
        var (reads, writes) = (observed.Of(read, isRead: true), observed.Of(write, isRead: false));
        var (readLatency, writeLatency) = (Quantile(reads, target.LatencyConfidence), Quantile(writes, target.LatencyConfidence));
        var problems = new List<string>();
        if (fresh is null)
            problems.Add(Invariant($"only {spread.Count} weaker writes were seen to spread, and {Enough} are needed to judge"));
        else if (!isPromised && target.Confidence >= 1)
            problems.Add("it promises no staleness, and nothing observed makes it one");
        else if (fresh < target.Confidence)
            problems.Add(Invariant($"{fresh:P2} of weaker writes had spread after {target.MaxStaleness.TotalMilliseconds:0.###} ms, and {target.Confidence:P2} are wanted"));
        Judge("reads", target.ReadLatency, readLatency, reads, target, problems);
        Judge("writes", target.WriteLatency, writeLatency, writes, target, problems);
        return new ObservedLevel(
            read, write, fresh, readLatency, writeLatency, problems.Count == 0, problems.Count == 0 ? "It meets the target." : $"It does not meet the target: {string.Join("; ", problems)}.");
    }

    private static void Judge(string what, TimeSpan? wanted, TimeSpan? latency, RegisterUse? use, ObservedTarget target, List<string> problems)
    {
        if (wanted is null)
            return;
        if (latency is null)
            problems.Add(Invariant($"only {Count(use)} {what} were seen, and {Enough} are needed to judge"));
        else if (latency > wanted)
            problems.Add(Invariant($"{target.LatencyConfidence:P1} of {what} took up to {latency.Value.TotalMilliseconds:0.###} ms, and {wanted.Value.TotalMilliseconds:0.###} ms are wanted"));
    }

    /// <summary>Operations that failed took longer than any target.</summary>
    private static TimeSpan? Quantile(RegisterUse? use, double part)
    {
        var count = Count(use);
        if (use is null || count < Enough)
            return null;
        var ofThoseThatEnded = part * count / use.Latency.Count;
        return ofThoseThatEnded > 1 ? TimeSpan.MaxValue : use.Latency.Quantile(ofThoseThatEnded);
    }

    private static long Count(RegisterUse? use) => use is null ? 0 : use.Latency.Count + use.Failed;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
