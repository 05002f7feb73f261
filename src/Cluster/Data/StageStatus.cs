namespace Cluster.Data;

/// <summary>The progress of one stage.</summary>
/// <param name="Name"><c>map</c>, <c>shuffle</c>, <c>reduce</c> or <c>write</c>.</param>
/// <param name="Done">Tasks finished.</param>
/// <param name="Total">Tasks in all.</param>
/// <param name="Bytes">Bytes handled so far.</param>
/// <param name="TotalBytes">Bytes in all, or null while unknown.</param>
/// <param name="StartedAt">When its first task started (UTC), or null.</param>
/// <param name="FinishedAt">When its last task finished (UTC), or null.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.StageStatus")]
public sealed record StageStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] int Done,
    [property: Id(2)] int Total,
    [property: Id(3)] long Bytes,
    [property: Id(4)] long? TotalBytes,
    [property: Id(5)] DateTimeOffset? StartedAt,
    [property: Id(6)] DateTimeOffset? FinishedAt);
