namespace Cluster.Registers;

/// <summary>One operation of a partition drill.</summary>
/// <param name="At">When it began, from the drill's start.</param>
/// <param name="Silo">The silo that it was asked of, as by a client that is connected to it.</param>
/// <param name="Level">What it promised: strong or eventual.</param>
/// <param name="IsRead">Whether it read; otherwise it wrote.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Took">How long that took.</param>
/// <param name="Value">What was read or written: the name of the silo that wrote it, and a number.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.PartitionSample")]
public sealed record PartitionSample(
    [property: Id(0)] TimeSpan At,
    [property: Id(1)] string Silo,
    [property: Id(2)] ConsistencyKind Level,
    [property: Id(3)] bool IsRead,
    [property: Id(4)] PartitionOutcome Outcome,
    [property: Id(5)] TimeSpan Took,
    [property: Id(6)] string? Value);
