using Cluster.Locks.Protocol;
using Cluster.Locks.Session;

namespace Cluster.Locks;

/// <summary>One who takes part in a barrier, until it is disposed of. For use by one flow at a time.</summary>
public sealed class BarrierParticipant : IAsyncDisposable
{
    private readonly LockSession _session;
    private readonly Guid _id;
    private readonly LockHandle _life;
    private int _isDisposed;
    private long _attempt;

    internal BarrierParticipant(LockSession session, ClusterBarrier barrier, Guid id, long phase, LockHandle life)
    {
        _session = session;
        _id = id;
        _life = life;
        Barrier = barrier;
        Phase = phase;
    }

    /// <summary>The barrier.</summary>
    public ClusterBarrier Barrier { get; }

    /// <summary>The phase that this participant is in. Phases of a barrier rise for ever.</summary>
    public long Phase { get; private set; }

    private IBarrierGrain Grain => _session.Grains.GetGrain<IBarrierGrain>(Barrier.Name);

    /// <summary>Says that this participant has reached the end of the phase, and waits until all have. Gives the number of the next phase.</summary>
    /// <exception cref="BarrierBrokenException">A participant was lost, or the barrier was reset.</exception>
    /// <exception cref="TimeoutException">Not all have reached it within <paramref name="timeout"/>. This participant counts as not having reached it, and can try again.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; likewise.</exception>
    public async Task<long> SignalAndWaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var attempt = ++_attempt;
        try
        {
            using var patience = new Patience(_session.Time, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken);
            while (await patience.AskAsync(() => Grain.SignalAsync(_id, Phase, attempt)) is { } news)
            {
                if (Passed(news))
                    return Phase;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (await WithdrawAsync())
                return Phase;
            throw;
        }

        return await WithdrawAsync()
            ? Phase
            : throw new TimeoutException($"Not all {Barrier.Participants} participants have reached the end of phase {Phase} of the barrier {Barrier.Name} within {timeout}.");
    }

    /// <summary>Leaves: another one can take the place. Who waits goes on waiting for as many as there are to be.</summary>
    /// <exception cref="OutcomeUnknownException">The barrier could not be told; the others may find this participant lost.</exception>
    /// <exception cref="ClusterUnreachableException">Likewise.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        try
        {
            await Grain.LeaveAsync(_id);
        }
        finally
        {
            await _life.DisposeAsync();
        }
    }

    /// <summary>Counts as not having come. True when the phase was complete before that could be said.</summary>
    private async Task<bool> WithdrawAsync() => Passed(await Grain.WithdrawAsync(_id, Phase, _attempt));

    private bool Passed(BarrierNews news)
    {
        if (news.Standing != BarrierStanding.Whole)
            throw new BarrierBrokenException($"The barrier {Barrier.Name} is broken: {news.Detail}.");
        if (news.Phase <= Phase)
            return false;
        Phase = news.Phase;
        return true;
    }
}
