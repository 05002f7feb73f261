using Microsoft.Extensions.Options;

namespace Cluster.Silo.Data.Blocks;

/// <summary>The memory that a silo's blocks may take together. Safe for many threads.</summary>
internal sealed class BlockMemory(IOptions<ClusterDataOptions> options)
{
    private readonly long _limit = options.Value.MemoryBytes;
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= _limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}
