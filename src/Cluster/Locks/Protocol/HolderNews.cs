namespace Cluster.Locks.Protocol;

/// <summary>Who holds a lock exclusively.</summary>
/// <param name="Token">The fencing token; 0 when nobody holds it, -1 when that was never asked.</param>
/// <param name="Client">The client process.</param>
/// <param name="OwnerName">The name of the owner.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.HolderNews")]
internal sealed record HolderNews(
    [property: Id(0)] long Token,
    [property: Id(1)] string? Client = null,
    [property: Id(2)] string? OwnerName = null)
{
    public const long NeverAsked = -1;

    public Leader? ToLeader() => Token == 0 ? null : new Leader(OwnerName ?? Client!, Client!, Token);
}
