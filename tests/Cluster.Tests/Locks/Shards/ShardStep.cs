namespace Cluster.Tests.Locks.Shards;

/// <summary>Something that a client does or that happens to a shard. Numbers beyond what there is wrap around.</summary>
internal sealed record ShardStep(ShardStepKind Kind, int Which, int Name, bool IsExclusive)
{
    public override string ToString() => Kind switch
    {
        ShardStepKind.Ask => $"client {Which} asks for {(IsExclusive ? "x" : "s")} of {Name}",
        ShardStepKind.LetGo => $"claim {Which} is let go of",
        ShardStepKind.Silence or ShardStepKind.Wake => $"{Kind} of client {Which}",
        _ => $"{Kind}",
    };
}
