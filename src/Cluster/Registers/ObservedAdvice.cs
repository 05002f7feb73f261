namespace Cluster.Registers;

/// <summary>The cheapest levels that met a target, as far as was observed.</summary>
/// <param name="Read">For reads; null when no level met the target.</param>
/// <param name="Write">For writes; null when no level met the target.</param>
/// <param name="Levels">All pairs that were considered, the cheapest first, with what was observed of each.</param>
public sealed record ObservedAdvice(ConsistencyLevel? Read, ConsistencyLevel? Write, IReadOnlyList<ObservedLevel> Levels)
{
    /// <summary>Whether some level met the target.</summary>
    public bool IsMet => Read is not null;
}
