using System.Text.Json;
using Cluster.Silo.Locks.Protocol;
using Orleans.Runtime;
using Orleans.Storage;

namespace Cluster.Silo.Locks;

/// <summary>Reads and writes the record of one shard, each write naming the ETag of the last.</summary>
internal sealed class LockShardStorage(IGrainStorage storage, GrainId shard)
{
    private const string StateName = "locks";
    private GrainState<StoredLockShard> _state = new(new StoredLockShard());

    /// <summary>Reads the record and remembers its ETag for the next write.</summary>
    public async Task<LockShardRecord?> ReadForWriteAsync()
    {
        var state = new GrainState<StoredLockShard>(new StoredLockShard());
        await storage.ReadStateAsync(StateName, shard, state);
        _state = state;
        return Parse(state);
    }

    /// <summary>Reads the record.</summary>
    public async Task<LockShardRecord?> ReadAsync()
    {
        var state = new GrainState<StoredLockShard>(new StoredLockShard());
        await storage.ReadStateAsync(StateName, shard, state);
        return Parse(state);
    }

    /// <summary>Writes the record over the one that was last read for it or written.</summary>
    /// <exception cref="InconsistentStateException">There is another record by now.</exception>
    public async Task WriteAsync(LockShardRecord record)
    {
        _state.State = new StoredLockShard { Json = JsonSerializer.Serialize(record) };
        await storage.WriteStateAsync(StateName, shard, _state);
    }

    private static LockShardRecord? Parse(GrainState<StoredLockShard> state) =>
        state.State?.Json is { } json ? JsonSerializer.Deserialize<LockShardRecord>(json) : null;
}
