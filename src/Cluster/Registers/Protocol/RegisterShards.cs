namespace Cluster.Registers.Protocol;

/// <summary>
/// Which shard a name falls into. Replicas are chosen for shards, not for names. The number is the same for all clusters and for ever: it is
/// part of the files on disk.
/// </summary>
internal static class RegisterShards
{
    public const int Durable = 64;

    /// <summary>As many again for registers that are kept in memory, behind the durable ones; those are on no disk.</summary>
    public const int Count = 2 * Durable;

    /// <summary>Whether the shard's registers are kept in memory only.</summary>
    public static bool IsInMemory(int shard) => shard >= Durable;

    public static int Of(string name, RegisterDurability durability) => durability == RegisterDurability.Durable ? Of(name) : Durable + Of(name);

    /// <summary>The shard of a durable register: FNV-1a over the UTF-16 code units. It must never change, so it is no library's.</summary>
    public static int Of(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in name)
            hash = (hash ^ unit) * 1099511628211UL;
        return (int)((hash ^ (hash >> 32)) % Durable);
    }
}
