namespace Cluster.Registers.Protocol;

/// <summary>
/// Which shard a name falls into. Replicas are chosen for shards, not for names. The number is the same for all clusters and for ever: it is
/// part of the files on disk.
/// </summary>
internal static class RegisterShards
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
