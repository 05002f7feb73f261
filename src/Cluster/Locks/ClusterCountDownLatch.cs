using Cluster.Locks.Protocol;
using Cluster.Locks.Session;

namespace Cluster.Locks;

/// <summary>
/// A count of things still to be done, and whoever waits until there are none: <c>RCountDownLatch</c> of Redisson, <c>ICountDownLatch</c> of Hazelcast. At zero it
/// stays open until it is set anew.
/// </summary>
/// <remarks>
/// <b>What holds</b>: a count-down that has returned is in grain storage, and outlives any crash. A call that is repeated because its answer got lost counts once.
/// <b>What does not hold</b>: that somebody who was to count down and crashed does so. Wait with a timeout, or use a <see cref="ClusterBarrier"/>, which notices.
/// </remarks>
public sealed class ClusterCountDownLatch
{
    /// <summary>The greatest count. Storage keeps which count-downs were done, so that none counts twice.</summary>
    public const int MaxCount = 10_000;

    private readonly LockSession _session;

    internal ClusterCountDownLatch(LockSession session, string name)
    {
        _session = session;
        Name = ClusterLocks.Checked(name);
    }

    /// <summary>The name. A latch has nothing to do with a lock of the same name.</summary>
    public string Name { get; }

    private ICountDownLatchGrain Grain => _session.Grains.GetGrain<ICountDownLatchGrain>(Name);

    /// <summary>Sets the count, 1 to <see cref="MaxCount"/>, if it is zero; false when it is not, and nothing changes then.</summary>
    public async Task<bool> TrySetCountAsync(int count, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > MaxCount)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The count of a latch is 1 to {MaxCount}.");
        return await Grain.TrySetCountAsync(Guid.NewGuid(), count).WaitAsync(cancellationToken);
    }

    /// <summary>Counts down by one and gives what is left. At zero, or when it was never set, nothing changes.</summary>
    public async Task<int> CountDownAsync(CancellationToken cancellationToken = default) =>
        await Grain.CountDownAsync(Guid.NewGuid()).WaitAsync(cancellationToken);

    /// <summary>The count.</summary>
    public async Task<int> GetCountAsync(CancellationToken cancellationToken = default) => await Grain.GetCountAsync().WaitAsync(cancellationToken);

    /// <summary>Waits until the count is zero; false when it is not within <paramref name="timeout"/>.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var patience = new Patience(_session.Time, timeout, cancellationToken);
        LatchNews? news = null;
        do
        {
            var round = news?.Round ?? 0;
            news = await patience.AskAsync(() => Grain.WaitAsync(round));
        }
        while (news is { IsOpen: false });
        return news is not null;
    }

    /// <summary>Waits until the count is zero, for as long as it takes, whether the cluster can be reached or not.</summary>
    /// <exception cref="TimeoutException">It is not within <paramref name="timeout"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!await TryWaitAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellationToken))
            throw new TimeoutException($"The latch {Name} is not at zero within {timeout}.");
    }
}
