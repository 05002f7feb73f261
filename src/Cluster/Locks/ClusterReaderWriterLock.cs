using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>
/// A lock that many readers, or one writer, can hold. Strictly first come, first served: a reader that comes after a waiting writer waits too,
/// so that neither readers nor writers starve. The write lock excludes <see cref="ClusterLock"/>s of the same name: they are one lock.
/// </summary>
public sealed class ClusterReaderWriterLock : IDistributedUpgradeableReaderWriterLock
{
    private readonly LockSession _session;
    private readonly LockTerms _read;
    private readonly LockTerms _upgradeable;
    private readonly LockTerms _write;

    internal ClusterReaderWriterLock(LockSession session, string name)
    {
        _session = session;
        _read = new LockTerms(ClusterLocks.Checked(name), LockMode.Shared);
        _upgradeable = _read with { Mode = LockMode.Upgradeable };
        _write = _read with { Mode = LockMode.Exclusive };
    }

    /// <inheritdoc/>
    public string Name => _read.Name;

    /// <summary>Gives the lock for reading, or null when it is not to be had within <paramref name="timeout"/>.</summary>
    public ValueTask<LockHandle?> TryAcquireReadLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        _session.TryAcquireAsync(_read, sticky: false, timeout, cancellationToken);

    /// <summary>Gives the lock for reading.</summary>
    /// <exception cref="TimeoutException">It was not to be had within <paramref name="timeout"/>. The request is withdrawn.</exception>
    public ValueTask<LockHandle> AcquireReadLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _session.AcquireAsync(_read, sticky: false, timeout, cancellationToken);

    /// <summary>Gives the lock for reading, with the right to write later, or null when it is not to be had within <paramref name="timeout"/>.</summary>
    public async ValueTask<UpgradeableLockHandle?> TryAcquireUpgradeableReadLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        (UpgradeableLockHandle?)await _session.TryAcquireAsync(_upgradeable, sticky: false, timeout, cancellationToken);

    /// <summary>Gives the lock for reading, with the right to write later.</summary>
    /// <exception cref="TimeoutException">It was not to be had within <paramref name="timeout"/>. The request is withdrawn.</exception>
    public async ValueTask<UpgradeableLockHandle> AcquireUpgradeableReadLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (UpgradeableLockHandle)await _session.AcquireAsync(_upgradeable, sticky: false, timeout, cancellationToken);

    /// <summary>Gives the lock for writing, or null when it is not to be had within <paramref name="timeout"/>.</summary>
    public ValueTask<LockHandle?> TryAcquireWriteLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        _session.TryAcquireAsync(_write, sticky: false, timeout, cancellationToken);

    /// <summary>Gives the lock for writing.</summary>
    /// <exception cref="TimeoutException">It was not to be had within <paramref name="timeout"/>. The request is withdrawn.</exception>
    public ValueTask<LockHandle> AcquireWriteLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _session.AcquireAsync(_write, sticky: false, timeout, cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle?> IDistributedReaderWriterLock.TryAcquireReadLockAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryAcquireReadLockAsync(timeout, cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle> IDistributedReaderWriterLock.AcquireReadLockAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        await AcquireReadLockAsync(timeout, cancellationToken);

    IDistributedSynchronizationHandle? IDistributedReaderWriterLock.TryAcquireReadLock(TimeSpan timeout, CancellationToken cancellationToken) =>
        TryAcquireReadLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    IDistributedSynchronizationHandle IDistributedReaderWriterLock.AcquireReadLock(TimeSpan? timeout, CancellationToken cancellationToken) =>
        AcquireReadLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    async ValueTask<IDistributedSynchronizationHandle?> IDistributedReaderWriterLock.TryAcquireWriteLockAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await TryAcquireWriteLockAsync(timeout, cancellationToken);

    async ValueTask<IDistributedSynchronizationHandle> IDistributedReaderWriterLock.AcquireWriteLockAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        await AcquireWriteLockAsync(timeout, cancellationToken);

    IDistributedSynchronizationHandle? IDistributedReaderWriterLock.TryAcquireWriteLock(TimeSpan timeout, CancellationToken cancellationToken) =>
        TryAcquireWriteLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    IDistributedSynchronizationHandle IDistributedReaderWriterLock.AcquireWriteLock(TimeSpan? timeout, CancellationToken cancellationToken) =>
        AcquireWriteLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    async ValueTask<IDistributedLockUpgradeableHandle?> IDistributedUpgradeableReaderWriterLock.TryAcquireUpgradeableReadLockAsync(
        TimeSpan timeout, CancellationToken cancellationToken) => await TryAcquireUpgradeableReadLockAsync(timeout, cancellationToken);

    async ValueTask<IDistributedLockUpgradeableHandle> IDistributedUpgradeableReaderWriterLock.AcquireUpgradeableReadLockAsync(
        TimeSpan? timeout, CancellationToken cancellationToken) => await AcquireUpgradeableReadLockAsync(timeout, cancellationToken);

    IDistributedLockUpgradeableHandle? IDistributedUpgradeableReaderWriterLock.TryAcquireUpgradeableReadLock(TimeSpan timeout, CancellationToken cancellationToken) =>
        TryAcquireUpgradeableReadLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    IDistributedLockUpgradeableHandle IDistributedUpgradeableReaderWriterLock.AcquireUpgradeableReadLock(TimeSpan? timeout, CancellationToken cancellationToken) =>
        AcquireUpgradeableReadLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();
}
