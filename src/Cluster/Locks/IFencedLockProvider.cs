using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>
/// Where exclusive locks with fencing tokens come from: the cluster (<see cref="ClusterLocks"/>), one machine's memory
/// (<see cref="SharedMemory.SharedMemoryLocks"/>), a folder (<see cref="FileSystem.FileSystemLocks"/>), or a RabbitMQ broker. docs/locks.md compares them.
/// </summary>
public interface IFencedLockProvider : IDistributedLockProvider
{
    /// <summary>A lock by its name. Cheap; any number of objects of one name are the same lock.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 characters.</exception>
    new IFencedLock CreateLock(string name);
}
