using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>What stands behind a handle. Called within a piece of work of the handle's shard.</summary>
internal interface ILockOwner
{
    /// <summary>The handle's user lets go.</summary>
    void Release(LockHandle handle, TimeSpan now);

    /// <summary>A caller waits no longer. False when it was served, or refused, before it could say so.</summary>
    bool GiveUp(LocalWaiter waiter, TimeSpan now);
}
