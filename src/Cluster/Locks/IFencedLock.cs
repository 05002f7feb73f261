using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>An exclusive lock each grant of which has a fencing token.</summary>
public interface IFencedLock : IDistributedLock
{
    /// <summary>Gives the lock, or null when it is not to be had within <paramref name="timeout"/> (by default: at once). The request is withdrawn then.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled. Nothing is held, and no request is left behind.</exception>
    new ValueTask<IFencedLockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default);

    /// <summary>Gives the lock; waits for it without end when <paramref name="timeout"/> is null.</summary>
    /// <exception cref="TimeoutException">It was not to be had within <paramref name="timeout"/>. The request is withdrawn.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. Nothing is held, and no request is left behind.</exception>
    new ValueTask<IFencedLockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);
}
