namespace Cluster.Data;

/// <summary>One map split or reduce partition.</summary>
/// <param name="Stage"><c>map</c> or <c>reduce</c>.</param>
/// <param name="Index">Its number in the stage, from 0.</param>
/// <param name="Input">For a map split: file and byte range; for a reduce partition: null.</param>
/// <param name="Silo">The name of the silo that runs or ran it, or null while it waits.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was started. A driver that takes the job over counts on; of one that was killed, starts of its last second may be missing.</param>
/// <param name="Bytes">Bytes handled by the current attempt.</param>
/// <param name="TotalBytes">Bytes in all, or null while unknown.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.PartitionStatus")]
public sealed record PartitionStatus(
    [property: Id(0)] string Stage,
    [property: Id(1)] int Index,
    [property: Id(2)] string? Input,
    [property: Id(3)] string? Silo,
    [property: Id(4)] string State,
    [property: Id(5)] int Attempts,
    [property: Id(6)] long Bytes,
    [property: Id(7)] long? TotalBytes);
