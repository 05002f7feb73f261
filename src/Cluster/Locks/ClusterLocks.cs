using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>
/// Locks of the cluster: held in the memory of its silos, with fencing tokens that rise for ever and leases that renew themselves.
/// docs/guarantees.md says what holds when processes crash, pause and are cut off. Also a provider for all who use the interfaces of DistributedLock.
/// </summary>
public sealed partial class ClusterLocks : IFencedLockProvider, IDistributedUpgradeableReaderWriterLockProvider, IDistributedSemaphoreProvider
{
    private const int LongestName = 512;
    private readonly LockSession _session;

    internal ClusterLocks(LockSession session) => _session = session;

    /// <summary>An exclusive lock. With <paramref name="sticky"/> this process keeps it between uses, until another process asks for it.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 characters.</exception>
    public ClusterLock Lock(string name, bool sticky = false) => new(_session, name, sticky);

    /// <summary>A lock for many readers or one writer.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 characters.</exception>
    public ClusterReaderWriterLock ReaderWriterLock(string name) => new(_session, name);

    /// <summary>A number of permits. A semaphore has nothing to do with a lock of the same name.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 characters.</exception>
    public ClusterSemaphore Semaphore(string name, int maxCount) => new(_session, name, maxCount);

    /// <summary>A count of things still to be done, that others can wait for.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 512 characters.</exception>
    public ClusterCountDownLatch CountDownLatch(string name) => new(_session, name);

    /// <summary>A point that a number of participants, 1 to 1,000, reach together, phase by phase.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 400 characters.</exception>
    public ClusterBarrier Barrier(string name, int participants) => new(_session, name, participants);

    /// <summary>An election of one leader among those who campaign.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 400 characters.</exception>
    public ClusterLeaderElection LeaderElection(string name) => new(_session, name);

    /// <inheritdoc cref="ClusterLock.AcquireAsync"/>
    public ValueTask<LockHandle> AcquireAsync(string name, CancellationToken cancellationToken = default) =>
        Lock(name).AcquireAsync(cancellationToken: cancellationToken);

    /// <inheritdoc cref="ClusterLock.TryAcquireAsync"/>
    public ValueTask<LockHandle?> TryAcquireAsync(string name, TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Lock(name).TryAcquireAsync(timeout, cancellationToken);

    /// <summary>
    /// The locks and semaphores in use whose names begin with <paramref name="prefix"/>, in order of names. Each shard of names is looked at in its
    /// own moment, so the list as a whole is of no single moment.
    /// </summary>
    public async Task<IReadOnlyList<LockStatus>> ListAsync(string prefix = "", int limit = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var parts = await Task.WhenAll(Enumerable.Range(0, LockShards.Count).Select(i => Shard(i).ListAsync(prefix, limit))).WaitAsync(cancellationToken);
        return [.. parts.SelectMany(part => part).OrderBy(status => status.Name, StringComparer.Ordinal).Take(limit)];
    }

    /// <summary>
    /// How many locks are held and waited for, and what has happened so far. What has happened is counted anew when a shard of names moves
    /// to another silo, so that numbers can fall: for rates, take a fall for zero.
    /// </summary>
    public async Task<LockStatistics> StatisticsAsync(CancellationToken cancellationToken = default)
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, LockShards.Count).Select(i => Shard(i).CountAsync())).WaitAsync(cancellationToken);
        return parts.Aggregate((a, b) => a + b);
    }

    /// <summary>A lock in use, or null when nobody holds it or waits for it.</summary>
    public async Task<LockStatus?> DescribeAsync(string name, bool isSemaphore = false, CancellationToken cancellationToken = default)
    {
        var found = await Shard(LockShards.Of(Checked(name))).ListAsync(name, int.MaxValue).WaitAsync(cancellationToken);
        return found.FirstOrDefault(status => status.Name == name && status.IsSemaphore == isSemaphore);
    }

    /// <summary>
    /// Who waits for whom: one entry for each who waits for a lock or semaphore whose name begins with <paramref name="prefix"/>, in order of names and then of
    /// places in the queue. Each shard of names is looked at in its own moment, so a circle in it may never have been one.
    /// </summary>
    public async Task<IReadOnlyList<LockWait>> WaitsAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var parts = await Task.WhenAll(Enumerable.Range(0, LockShards.Count).Select(i => Shard(i).WaitsAsync(ofOwners: false))).WaitAsync(cancellationToken);
        return
        [
            .. parts.SelectMany(part => part.Locks)
                .Where(contended => contended.Key.Name.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(contended => contended.Key.Name, StringComparer.Ordinal)
                .SelectMany(LockWait.Of),
        ];
    }

    /// <summary>
    /// Forces a lock open, after this was written to the audit trail; null when nobody holds it. Who held it is told so with the next message, and is from then on
    /// older than any holder: what checks tokens does not let it in. What does not check tokens may see two holders for a moment.
    /// </summary>
    /// <param name="name">The lock.</param>
    /// <param name="reason">Why, for those who read the audit trail.</param>
    /// <param name="by">Who; by default the user and machine of this process.</param>
    /// <param name="isSemaphore">It is a semaphore: all who hold permits are put out.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the lock may be forced open all the same.</param>
    public Task<LockBreakRecord?> BreakAsync(string name, string reason, string? by = null, bool isSemaphore = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return Shard(LockShards.Of(Checked(name)))
            .BreakAsync(new LockKey(name, isSemaphore), by ?? $"{Environment.UserName}@{Environment.MachineName}", reason)
            .WaitAsync(cancellationToken);
    }

    /// <summary>The audit trail: locks that were forced open, oldest first.</summary>
    public async Task<IReadOnlyList<LockBreakRecord>> BreaksAsync(CancellationToken cancellationToken = default)
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, LockShards.Count).Select(i => Shard(i).BreaksAsync())).WaitAsync(cancellationToken);
        return [.. parts.SelectMany(part => part).OrderBy(record => record.At)];
    }

    IFencedLock IFencedLockProvider.CreateLock(string name) => Lock(name);

    IDistributedLock IDistributedLockProvider.CreateLock(string name) => Lock(name);

    IDistributedReaderWriterLock IDistributedReaderWriterLockProvider.CreateReaderWriterLock(string name) => ReaderWriterLock(name);

    IDistributedUpgradeableReaderWriterLock IDistributedUpgradeableReaderWriterLockProvider.CreateUpgradeableReaderWriterLock(string name) =>
        ReaderWriterLock(name);

    IDistributedSemaphore IDistributedSemaphoreProvider.CreateSemaphore(string name, int maxCount) => Semaphore(name, maxCount);

    internal static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Length <= LongestName
            ? name
            : throw new ArgumentException($"The name of a lock may have at most {LongestName} characters; this one has {name.Length}.", nameof(name));
    }

    internal LockSession Session => _session;

    private ILockShardGrain Shard(int index) => _session.Grains.GetGrain<ILockShardGrain>(index);
}
