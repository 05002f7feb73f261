using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>A number of permits that clients of the cluster share. Permits of a crashed client come back when its lease ends.</summary>
public sealed class ClusterSemaphore : IDistributedSemaphore
{
    private readonly LockSession _session;
    private readonly LockTerms _terms;

    internal ClusterSemaphore(LockSession session, string name, int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCount);
        _session = session;
        _terms = new LockTerms(ClusterLocks.Checked(name), LockMode.Permits, Permits: 1, Limit: maxCount);
    }

    /// <inheritdoc/>
    public string Name => _terms.Name;

    /// <summary>How many permits there are. All who use the semaphore at a time must agree on it.</summary>
    public int MaxCount => _terms.Limit;

    /// <summary>Gives permits, or null when they are not to be had within <paramref name="timeout"/>.</summary>
    /// <exception cref="LockRefusedException">The semaphore is in use with another number of permits.</exception>
    public ValueTask<LockHandle?> TryAcquireAsync(TimeSpan timeout = default, int permits = 1, CancellationToken cancellationToken = default) =>
        _session.TryAcquireAsync(For(permits), sticky: false, timeout, cancellationToken);

    /// <summary>Gives permits, all at once and in order of asking: who wants few does not overtake who wants many.</summary>
    /// <exception cref="TimeoutException">They were not to be had within <paramref name="timeout"/>. The request is withdrawn.</exception>
    /// <exception cref="LockRefusedException">The semaphore is in use with another number of permits.</exception>
    public ValueTask<LockHandle> AcquireAsync(TimeSpan? timeout = null, int permits = 1, CancellationToken cancellationToken = default) =>
        _session.AcquireAsync(For(permits), sticky: false, timeout, cancellationToken);

    private LockTerms For(int permits)
    {
        if (permits < 1 || permits > MaxCount)
            throw new ArgumentOutOfRangeException(nameof(permits), permits, $"The semaphore {Name} has {MaxCount} permits; ask for 1 to {MaxCount}.");
        return permits == 1 ? _terms : _terms with { Permits = permits };
    }

    async ValueTask<IDistributedSynchronizationHandle?> IDistributedSemaphore.TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryAcquireAsync(timeout, cancellationToken: cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle> IDistributedSemaphore.AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        await AcquireAsync(timeout, cancellationToken: cancellationToken);

    IDistributedSynchronizationHandle? IDistributedSemaphore.TryAcquire(TimeSpan timeout, CancellationToken cancellationToken) =>
        TryAcquireAsync(timeout, cancellationToken: cancellationToken).AsTask().GetAwaiter().GetResult();

    IDistributedSynchronizationHandle IDistributedSemaphore.Acquire(TimeSpan? timeout, CancellationToken cancellationToken) =>
        AcquireAsync(timeout, cancellationToken: cancellationToken).AsTask().GetAwaiter().GetResult();
}
