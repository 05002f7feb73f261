using Cluster.Locks.Local;

namespace Cluster.Locks.SharedMemory;

/// <summary>A lock in shared memory. Where it is free and nobody waits it is taken by one compare-and-swap, without a system call.</summary>
internal sealed class SharedMemoryLock(SharedMemoryLocks locks, string name, LocalTurns turns) : FencedLock(name, turns, locks.Time)
{
    protected override async ValueTask<FencedLockHandle?> TakeAsync(LocalTurn turn, Deadline deadline, CancellationToken cancellationToken)
    {
        var page = locks.Pages.Open(Name);
        var token = default(long?);
        try
        {
            if (deadline.IsNow || !page.Lock.HasQueue())
                token = page.Lock.TryTake();
            if (token is null && !deadline.IsNow)
                token = await WaitAsync(page.Lock, deadline, cancellationToken);
        }
        finally
        {
            if (token is null)
                locks.Pages.Close(page);
        }

        return token is { } granted ? locks.Hold(page, granted, turn) : null;
    }

    private async Task<long?> WaitAsync(SharedLock protocol, Deadline deadline, CancellationToken cancellationToken)
    {
        var waiter = locks.Waiters.Add(protocol);
        await ((Task)waiter.Task).WaitAsync(deadline.Left, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        locks.Waiters.GiveUp(waiter, protocol);

        // It has ended by now: with a token, it may be, that came together with the cancellation. Nobody is to be left alone with a lock then.
        var token = await waiter.Task;
        if (token is not null && cancellationToken.IsCancellationRequested)
        {
            protocol.Release();
            locks.Waiters.RingFor(protocol);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return token;
    }
}
