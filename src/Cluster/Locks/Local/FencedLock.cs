using Medallion.Threading;

namespace Cluster.Locks.Local;

/// <summary>What the locks of the providers outside the cluster share: the callers of a process take turns, and the first of them asks the outside.</summary>
internal abstract class FencedLock(string name, LocalTurns turns, TimeProvider time) : IFencedLock
{
    public string Name { get; } = ClusterLocks.Checked(name);

    protected TimeProvider Time => time;

    public async ValueTask<IFencedLockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = new Deadline(timeout, time);
        if (await turns.TryEnterAsync(Name, deadline, cancellationToken) is not { } turn)
            return null;

        // The turn goes over to the handle, which leaves it when the lock is released or lost.
        FencedLockHandle? handle = null;
        try
        {
            handle = await TakeAsync(turn, deadline, cancellationToken);
        }
        finally
        {
            if (handle is null)
                turn.Leave();
        }

        return handle;
    }

    public async ValueTask<IFencedLockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await TryAcquireAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellationToken)
        ?? throw new TimeoutException($"The lock {Name} was not to be had within {timeout}. It is not held, and the request is withdrawn.");

    async ValueTask<IDistributedSynchronizationHandle?> IDistributedLock.TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryAcquireAsync(timeout, cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle> IDistributedLock.AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        await AcquireAsync(timeout, cancellationToken);

    IDistributedSynchronizationHandle? IDistributedLock.TryAcquire(TimeSpan timeout, CancellationToken cancellationToken) =>
        TryAcquireAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    IDistributedSynchronizationHandle IDistributedLock.Acquire(TimeSpan? timeout, CancellationToken cancellationToken) =>
        AcquireAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// Asks the outside for the lock; null when it is not to be had by the deadline. Whoever ends with null or an exception has left nothing behind.
    /// </summary>
    protected abstract ValueTask<FencedLockHandle?> TakeAsync(LocalTurn turn, Deadline deadline, CancellationToken cancellationToken);
}
