using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>Callers that want to know who holds a lock.</summary>
internal sealed partial class LockSession
{
    private readonly Dictionary<LockKey, TaskCompletionSource> _changes = [];

    /// <summary>Asks who holds a lock exclusively, and to be told of changes for a few seconds.</summary>
    public Task<HolderNews> WatchHolderAsync(LockKey key) =>
        Grains.GetGrain<ILockShardGrain>(LockShards.Of(key.Name)).WatchHolderAsync(key, _route.Value);

    /// <summary>Ends when the shard next tells that a lock has another holder. Take it before asking, so that no change falls in between.</summary>
    public Task HolderChanges(LockKey key)
    {
        lock (_changes)
        {
            if (!_changes.TryGetValue(key, out var change))
                _changes.Add(key, change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return change.Task;
        }
    }

    public Task HolderChangedAsync(LockKey key)
    {
        lock (_changes)
        {
            if (_changes.Remove(key, out var change))
                change.SetResult();
        }

        return Task.CompletedTask;
    }
}
