using Cluster.Locks.Local;

namespace Cluster.Locks.SharedMemory;

/// <summary>A lock in shared memory that is held. Nothing takes it away while the process exists, so there is no lease.</summary>
internal sealed class SharedMemoryLockHandle(SharedMemoryLocks locks, SharedLockPage page, long token, LocalTurn turn) : FencedLockHandle(page.Name, token, turn)
{
    public SharedLockPage Page => page;

    public override DateTimeOffset? LeaseExpiry => null;

    protected override ValueTask ReleaseAsync()
    {
        locks.Release(this);
        return ValueTask.CompletedTask;
    }
}
