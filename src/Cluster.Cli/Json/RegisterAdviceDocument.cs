using Cluster.Registers;

namespace Cluster.Cli.Json;

/// <summary>Which level met a target, and how all did.</summary>
/// <param name="Read">For reads; null when no level met the target.</param>
/// <param name="Write">For writes; null when no level met the target.</param>
/// <param name="Levels">The cheapest first.</param>
internal sealed record RegisterAdviceDocument(string? Read, string? Write, IReadOnlyList<RegisterAdviceDocument.Level> Levels)
{
    public static RegisterAdviceDocument From(ObservedAdvice advice) => new(
        advice.Read?.Kind.ToString(),
        advice.Write?.Kind.ToString(),
        [
            .. advice.Levels.Select(level => new Level(
                level.Read.ToString(), level.Write.ToString(), level.Fresh, Milliseconds(level.ReadLatency), Milliseconds(level.WriteLatency), level.IsMet, level.Reason)),
        ]);

    /// <summary>What failed took longer than any time: it has none.</summary>
    private static double? Milliseconds(TimeSpan? latency) => latency is { } time && time != TimeSpan.MaxValue ? time.TotalMilliseconds : null;

    /// <param name="Fresh">The part of reads that keep to the staleness; null when too little was observed.</param>
    /// <param name="ReadMilliseconds">What the wanted part of reads did not exceed; null when too few were observed, or failed.</param>
    /// <param name="WriteMilliseconds">The same of writes.</param>
    internal sealed record Level(string Read, string Write, double? Fresh, double? ReadMilliseconds, double? WriteMilliseconds, bool IsMet, string Reason);
}
