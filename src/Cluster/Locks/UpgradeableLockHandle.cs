using Cluster.Locks.Session;
using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>A lock held together with readers, that can become exclusive without letting go. It goes before all who wait.</summary>
public sealed class UpgradeableLockHandle : LockHandle, IDistributedLockUpgradeableHandle
{
    private readonly OwnLock _own;

    internal UpgradeableLockHandle(ClientShard shard, OwnLock owner, string name, long token) : base(shard, owner, name, LockMode.Upgradeable, token) =>
        _own = owner;

    /// <summary>
    /// Makes the lock exclusive as soon as the present readers are done; false when they are not within <paramref name="timeout"/>, and the lock is held as
    /// before. A grant brings a new <see cref="LockHandle.FencingToken"/>.
    /// </summary>
    /// <exception cref="LeaseLostException">The lock was lost.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the lock is held as before.</exception>
    public async ValueTask<bool> TryUpgradeToWriteLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<bool> upgrade;
        using (Shard.Enter())
            upgrade = _own.Upgrade(Shard.Session.Now);

        await ((Task)upgrade).WaitAsync(timeout, Shard.Session.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (upgrade.IsCompleted)
            return await upgrade;

        bool gaveUp;
        using (Shard.Enter())
            gaveUp = _own.GiveUpUpgrade(Shard.Session.Now);
        if (!gaveUp)
            return await upgrade;
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>Makes the lock exclusive as soon as the present readers are done.</summary>
    /// <exception cref="TimeoutException">They are not done within <paramref name="timeout"/>; the lock is held as before.</exception>
    /// <exception cref="LeaseLostException">The lock was lost.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the lock is held as before.</exception>
    public async ValueTask UpgradeToWriteLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!await TryUpgradeToWriteLockAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellationToken))
            throw new TimeoutException($"The lock {Name} could not be made exclusive within {timeout}. It is held as before.");
    }

    /// <inheritdoc/>
    public bool TryUpgradeToWriteLock(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        TryUpgradeToWriteLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void UpgradeToWriteLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        UpgradeToWriteLockAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();
}
