using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>An exclusive lock of the cluster. Cheap to make; any number of objects of one name are the same lock.</summary>
/// <example><code>
/// await using var held = await cluster.Locks.Lock("orders/42").AcquireAsync(cancellationToken: cancellationToken);
/// await database.ExecuteAsync(statement, held.FencingToken);
/// </code></example>
public sealed class ClusterLock : IFencedLock
{
    private readonly LockSession _session;
    private readonly LockTerms _terms;

    internal ClusterLock(LockSession session, string name, bool sticky)
    {
        _session = session;
        _terms = new LockTerms(ClusterLocks.Checked(name), LockMode.Exclusive);
        IsSticky = sticky;
    }

    /// <inheritdoc/>
    public string Name => _terms.Name;

    /// <summary>
    /// This process keeps the lock when nobody here uses it, until another process asks for it: taking it again costs no message.
    /// Somebody else then waits for one message more. Good where one process uses a lock most of the time.
    /// </summary>
    public bool IsSticky { get; }

    /// <summary>Gives the lock, or null when it is not to be had within <paramref name="timeout"/> (by default: at once). The request is withdrawn then.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled. Nothing is held, and no request is left in the queue.</exception>
    /// <exception cref="ClusterUnreachableException">The timeout was zero, and no silo could be asked.</exception>
    public ValueTask<LockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        _session.TryAcquireAsync(_terms, IsSticky, timeout, cancellationToken);

    /// <summary>Gives the lock, as soon as all who asked before are done.</summary>
    /// <exception cref="TimeoutException">It was not to be had within <paramref name="timeout"/>. The request is withdrawn.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. Nothing is held, and no request is left in the queue.</exception>
    public ValueTask<LockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _session.AcquireAsync(_terms, IsSticky, timeout, cancellationToken);

    async ValueTask<IFencedLockHandle?> IFencedLock.TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryAcquireAsync(timeout, cancellationToken);

    async ValueTask<IFencedLockHandle> IFencedLock.AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        await AcquireAsync(timeout, cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle?> IDistributedLock.TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryAcquireAsync(timeout, cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle> IDistributedLock.AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        await AcquireAsync(timeout, cancellationToken);

    IDistributedSynchronizationHandle? IDistributedLock.TryAcquire(TimeSpan timeout, CancellationToken cancellationToken) =>
        TryAcquireAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    IDistributedSynchronizationHandle IDistributedLock.Acquire(TimeSpan? timeout, CancellationToken cancellationToken) =>
        AcquireAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();
}
