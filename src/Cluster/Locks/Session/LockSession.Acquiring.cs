using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>Callers that ask for locks.</summary>
internal sealed partial class LockSession
{
    /// <summary>
    /// Gives the lock, or null when it was not to be had within <paramref name="timeout"/>; the request is withdrawn then. With no time at
    /// all it is refused unless it is free.
    /// </summary>
    public ValueTask<LockHandle?> TryAcquireAsync(LockTerms terms, bool sticky, TimeSpan timeout, CancellationToken cancellationToken) =>
        LockTelemetry.IsObserved
            ? ObserveAsync(terms, sticky, timeout, cancellationToken)
            : AskAsync(terms, sticky, timeout, cancellationToken);

    /// <summary>Gives the lock.</summary>
    /// <exception cref="TimeoutException">It was not to be had within <paramref name="timeout"/>.</exception>
    public async ValueTask<LockHandle> AcquireAsync(LockTerms terms, bool sticky, TimeSpan? timeout, CancellationToken cancellationToken) =>
        await TryAcquireAsync(terms, sticky, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken)
        ?? throw LockErrors.TimedOut(terms, timeout!.Value);

    // Apart, so that nothing is captured while nobody listens.
    private ValueTask<LockHandle?> ObserveAsync(LockTerms terms, bool sticky, TimeSpan timeout, CancellationToken cancellationToken) =>
        LockTelemetry.ObserveAsync(terms, () => AskAsync(terms, sticky, timeout, cancellationToken));

    private ValueTask<LockHandle?> AskAsync(LockTerms terms, bool sticky, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<LockHandle?>(cancellationToken);

        var behalf = OnBehalf.Current;
        var shard = ShardOf(terms.Name);
        var waiter = default(LocalWaiter);
        ILockOwner asked;
        using (shard.Enter())
        {
            var now = Now;
            if (LockOwner.Current is { IsReentrant: true } owner && owner.Holding(this, terms.Key)?.Reenter(terms.Mode, now) is { } again)
                return new ValueTask<LockHandle?>(again);
            if (terms.Mode == LockMode.Exclusive && Options.PassedOnLocally > 0 && behalf.IsNobody)
            {
                if (!shard.Pooled.TryGetValue(terms.Name, out var pooled))
                    shard.Pooled.Add(terms.Name, pooled = new PooledLock(shard, terms));
                pooled.IsSticky = sticky;
                if (pooled.TryTake(now) is { } here)
                    return new ValueTask<LockHandle?>(here);
                waiter = new LocalWaiter { NoWait = timeout == TimeSpan.Zero };
                pooled.Enqueue(waiter, now);
                asked = pooled;
            }
            else
            {
                waiter = new LocalWaiter { NoWait = timeout == TimeSpan.Zero };
                var own = new OwnLock(shard, terms, waiter, behalf.Owner, behalf.Transaction);
                own.Ask(now);
                asked = own;
            }
        }

        return timeout == Timeout.InfiniteTimeSpan && !cancellationToken.CanBeCanceled
            ? new ValueTask<LockHandle?>(waiter.Task)
            : WaitAsync(shard, asked, waiter, timeout, cancellationToken);
    }

    /// <summary>A claim of its own, whatever owner there is: neither shared with other callers of this process nor part of what an owner holds and waits for.</summary>
    public ValueTask<LockHandle?> ClaimAsync(LockTerms terms, string? label, TimeSpan timeout, CancellationToken cancellationToken) =>
        LockTelemetry.IsObserved
            ? LockTelemetry.ObserveAsync(terms, () => AskAloneAsync(terms, label, timeout, cancellationToken))
            : AskAloneAsync(terms, label, timeout, cancellationToken);

    private async ValueTask<LockHandle?> AskAloneAsync(LockTerms terms, string? label, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var shard = ShardOf(terms.Name);
        var waiter = new LocalWaiter { NoWait = timeout == TimeSpan.Zero };
        var own = new OwnLock(shard, terms, waiter, label is null ? null : LockOwner.Labelled(label));
        using (shard.Enter())
            own.Ask(Now);
        return await WaitAsync(shard, own, waiter, timeout, cancellationToken);
    }

    private async ValueTask<LockHandle?> WaitAsync(
        ClientShard shard, ILockOwner asked, LocalWaiter waiter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var patience = timeout == TimeSpan.Zero ? Options.AnswerTimeout : timeout;
        await ((Task)waiter.Task).WaitAsync(patience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiter.Task.IsCompleted)
            return await TakeAsync(waiter, cancellationToken);

        bool gaveUp;
        using (shard.Enter())
            gaveUp = asked.GiveUp(waiter, Now);
        if (!gaveUp)
            return await TakeAsync(waiter, cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        return timeout == TimeSpan.Zero
            ? throw new ClusterUnreachableException($"No silo answered within {patience} whether the lock is free. It is not held, and the request is withdrawn.")
            : null;
    }

    /// <summary>Takes what was granted; who cancelled in the meantime does not want it any more.</summary>
    private static async ValueTask<LockHandle?> TakeAsync(LocalWaiter waiter, CancellationToken cancellationToken)
    {
        var handle = await waiter.Task;
        if (cancellationToken.IsCancellationRequested)
        {
            handle?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return handle;
    }
}
