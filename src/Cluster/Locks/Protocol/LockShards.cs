namespace Cluster.Locks.Protocol;

/// <summary>
/// Which shard a name falls into. The number of shards is the same for all clusters and for ever: tokens rise per shard,
/// and a name that moved to another shard would begin anew. docs/decisions/0007-lock-shards.md says why locks are sharded at all.
/// </summary>
internal static class LockShards
{
    public const int Count = 64;

    /// <summary>FNV-1a over the UTF-16 code units: it must never change, so it is no library's.</summary>
    public static int Of(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in name)
            hash = (hash ^ unit) * 1099511628211UL;
        return (int)((hash ^ (hash >> 32)) % Count);
    }
}
