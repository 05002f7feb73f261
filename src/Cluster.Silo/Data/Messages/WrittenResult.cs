using Cluster.Data;

namespace Cluster.Silo.Data.Messages;

/// <summary>What the write task found out while it merged the reduce outputs.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.WrittenResult")]
internal sealed record WrittenResult(
    [property: Id(0)] long Total,
    [property: Id(1)] long Distinct,
    [property: Id(2)] long Empty,
    [property: Id(3)] IReadOnlyList<JobEntry> Top,
    [property: Id(4)] string Sha256);
