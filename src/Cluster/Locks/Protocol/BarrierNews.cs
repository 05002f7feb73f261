namespace Cluster.Locks.Protocol;

/// <summary>How a barrier stands for one participant.</summary>
/// <param name="Standing">Whether it serves the participant.</param>
/// <param name="Phase">The phase that it is in: a greater one than the participant's own means that that one is complete.</param>
/// <param name="Detail">Why not, for people.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.BarrierNews")]
internal sealed record BarrierNews(
    [property: Id(0)] BarrierStanding Standing,
    [property: Id(1)] long Phase,
    [property: Id(2)] string? Detail = null);
