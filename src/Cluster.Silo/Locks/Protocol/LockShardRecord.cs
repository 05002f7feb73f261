using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>
/// What storage keeps of a shard: written when an activation takes over, when a client comes or goes, when a lock is broken,
/// and when the shard is handed over. Not when a lock is acquired. Every write names the ETag of the last.
/// </summary>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Locks.LockShardRecord")]
internal sealed record LockShardRecord
{
    /// <summary>Rises with each activation.</summary>
    [Id(0)]
    public long Epoch { get; init; }

    /// <summary>The activation that wrote it: after a write whose answer got lost, it tells its own record from another's.</summary>
    [Id(1)]
    public Guid Owner { get; init; }

    /// <summary>For how long after another activation has taken over the leases of this one may last, at most.</summary>
    [Id(2)]
    public TimeSpan LeasesLast { get; init; }

    /// <summary>Every client that may hold something.</summary>
    [Id(3)]
    public IReadOnlyList<RecordedSession> Sessions { get; init; } = [];

    /// <summary>All claims, when the shard was handed over in order; null otherwise.</summary>
    [Id(4)]
    public IReadOnlyList<RecordedClaim>? Claims { get; init; }

    /// <summary>An activation before the one that wrote this may still grant, for <see cref="LockTimes.AuthorityWait"/> at most.</summary>
    [Id(6)]
    public bool MayHaveRival { get; init; }

    /// <summary>The newest locks that were forced open, oldest first.</summary>
    [Id(5)]
    public IReadOnlyList<LockBreakRecord> Breaks { get; init; } = [];
}
