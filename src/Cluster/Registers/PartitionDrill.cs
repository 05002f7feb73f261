namespace Cluster.Registers;

/// <summary>
/// A partition that was made on purpose, and what became of operations on both of its sides: strong and eventual reads and writes, several a second, on each
/// silo. Only messages about registers are dropped; membership, and all else that silos do, goes on.
/// </summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.PartitionDrill")]
public sealed record PartitionDrill
{
    /// <summary>When it began (UTC).</summary>
    [Id(0)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The silos that took part, in order of names.</summary>
    [Id(1)]
    public required IReadOnlyList<string> Silos { get; init; }

    /// <summary>One of the two sides; the other is the rest.</summary>
    [Id(2)]
    public required IReadOnlyList<string> CutOff { get; init; }

    /// <summary>How far it has come.</summary>
    [Id(3)]
    public required PartitionPhase Phase { get; init; }

    /// <summary>How long it has gone on, or went on.</summary>
    [Id(4)]
    public required TimeSpan Elapsed { get; init; }

    /// <summary>When the sides were cut off from each other, from the start; null before.</summary>
    [Id(5)]
    public TimeSpan? CutAt { get; init; }

    /// <summary>When the healing began, from the start, after which they could reach each other again; null before.</summary>
    [Id(6)]
    public TimeSpan? HealedAt { get; init; }

    /// <summary>When, from the start, all silos first read the same at the level <see cref="ConsistencyLevel.Eventual"/> after the healing; null before.</summary>
    [Id(7)]
    public TimeSpan? AgreedAt { get; init; }

    /// <summary>The operations that have ended, in the order of their ends.</summary>
    [Id(8)]
    public required IReadOnlyList<PartitionSample> Samples { get; init; }

    /// <summary>Why it ended before its time; null when it did not.</summary>
    [Id(9)]
    public string? Problem { get; init; }
}
