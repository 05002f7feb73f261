namespace Cluster.Locks.Protocol;

/// <summary>Who holds a lock exclusively.</summary>
/// <param name="IsKnown">False while a new activation of the shard waits for clients of the last one, one of which may hold it.</param>
/// <param name="Token">The fencing token; 0 when nobody holds it.</param>
/// <param name="Client">The client process.</param>
/// <param name="OwnerName">The name of the owner.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.HolderNews")]
internal sealed record HolderNews(
    [property: Id(0)] bool IsKnown,
    [property: Id(1)] long Token,
    [property: Id(2)] string? Client,
    [property: Id(3)] string? OwnerName)
{
    public Leader? ToLeader() => Token == 0 ? null : new Leader(OwnerName ?? Client!, Client!, Token);
}
