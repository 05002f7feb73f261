namespace Cluster.Registers;

/// <summary>How a pair of levels did, measured against a target.</summary>
/// <param name="Read">The level of reads.</param>
/// <param name="Write">The level of writes.</param>
/// <param name="Fresh">The part of reads that keep to the staleness: observed, or 1 where the level promises it; null when too little was observed.</param>
/// <param name="ReadLatency">What the wanted part of reads did not exceed; null when too few were observed.</param>
/// <param name="WriteLatency">The same of writes.</param>
/// <param name="IsMet">Whether the target is met.</param>
/// <param name="Reason">Why, or why not.</param>
public sealed record ObservedLevel(
    ConsistencyKind Read, ConsistencyKind Write, double? Fresh, TimeSpan? ReadLatency, TimeSpan? WriteLatency, bool IsMet, string Reason);
