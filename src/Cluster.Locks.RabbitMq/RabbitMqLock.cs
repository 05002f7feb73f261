using Cluster.Locks.Local;

namespace Cluster.Locks.RabbitMq;

/// <summary>A lock that a broker keeps. One who waits is a consumer of the lock's queue, and hears when its turn comes.</summary>
internal sealed class RabbitMqLock(RabbitMqLocks locks, string name, LocalTurns turns) : FencedLock(name, turns, locks.Time)
{
    private static readonly TimeSpan BeforeTheNextTry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(100);

    private string Queue => locks.Options.QueuePrefix + LockFileName.Of(Name);

    protected override async ValueTask<FencedLockHandle?> TakeAsync(LocalTurn turn, Deadline deadline, CancellationToken cancellationToken)
    {
        // An attempt that does not wait for others waits for answers all the same.
        using var patience = deadline.IsNow ? new CancellationTokenSource(locks.Options.AnswerTimeout, Time) : new CancellationTokenSource(deadline.Left, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            try
            {
                return await TryOnceAsync(turn, deadline.IsNow, either.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return deadline.IsNow ? throw Unreachable(null) : null;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception e) when (BrokerFailure.IsForGood(e))
            {
                throw new ClusterException($"The broker refuses the lock {Name} (queue {Queue}): {e.Message}", e);
            }
            catch (Exception e) when (BrokerFailure.Is(e) && !locks.IsDisposed)
            {
                if (deadline.IsNow)
                    throw Unreachable(e);
                await Task.Delay(deadline.AtMost(BeforeTheNextTry), Time, cancellationToken);
                if (deadline.HasPassed)
                    return null;
            }
        }
    }

    private async Task<RabbitMqLockHandle?> TryOnceAsync(LocalTurn turn, bool atOnce, CancellationToken cancellationToken)
    {
        var connection = await locks.Connection.GetAsync(cancellationToken);
        var channel = await LockChannel.OpenAsync(connection, Queue, locks.Options.Replicated, cancellationToken);
        var handle = default(RabbitMqLockHandle);
        try
        {
            if (atOnce && channel.ConsumersBefore > 0)
                return null;
            using var busy = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var taking = channel.TakeAsync(Time, busy.Token);
            if (atOnce && !await WaitUnlessBusyAsync(channel, taking, busy))
                return null;
            var heard = await taking;

            // It may have taken longer than the lease, with this process stopped in between, say.
            var lease = connection.Heartbeat;
            if (Time.GetElapsedTime(heard) < lease)
                handle = new RabbitMqLockHandle(locks, channel, Name, turn, heard, lease);
            return handle ?? throw new TimeoutException($"The turn for the lock {Name} came and went by.");
        }
        finally
        {
            if (handle is null)
                await channel.DisposeAsync();
        }
    }

    /// <summary>The queue was free a moment ago. Where somebody else came in that moment, and is served before, this attempt ends with false.</summary>
    private async Task<bool> WaitUnlessBusyAsync(LockChannel channel, Task taking, CancellationTokenSource busy)
    {
        while (await Task.WhenAny(taking, Task.Delay(BetweenCounts, Time)) != taking)
        {
            if (channel.HasTurn || await channel.CountConsumersAsync(busy.Token) < 2)
                continue;
            await busy.CancelAsync();
            await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return taking.IsCompletedSuccessfully;
        }

        return true;
    }

    private ClusterUnreachableException Unreachable(Exception? why) =>
        new($"The broker {locks.BrokerName} did not answer whether the lock {Name} is free. It is not held, and the request is withdrawn.", why);
}
