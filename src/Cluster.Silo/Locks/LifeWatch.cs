using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Locks;

/// <summary>
/// Tells grains when somebody is gone who holds a lock for as long as it lives: waits for that lock, and has got it then. So a crash is noticed by the lease of
/// locks and an orderly end at once, and there is one kind of keep-alive in the cluster.
/// </summary>
internal sealed class LifeWatch(LockSession session, ILogger<LifeWatch> logger)
{
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="gone"/> once the lock is to be had, again and again until it succeeds; disposing of the watch ends it.</summary>
    public IDisposable Watch(string lifeLock, Func<Task> gone)
    {
        var end = new CancellationTokenSource();
        _ = Task.Run(() => WatchAsync(lifeLock, gone, end.Token), CancellationToken.None); // the session is no grain's
        return new End(end);
    }

    private async Task WatchAsync(string lifeLock, Func<Task> gone, CancellationToken end)
    {
        try
        {
            using (await session.ClaimAsync(new LockTerms(lifeLock, LockMode.Exclusive), "barrier", Timeout.InfiniteTimeSpan, end))
            {
                while (!await TellAsync(lifeLock, gone))
                    await Task.Delay(TellAgainAfter, session.Time, end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // nobody wants to know any more
        }
    }

    private async Task<bool> TellAsync(string lifeLock, Func<Task> gone)
    {
        try
        {
            await gone();
            return true;
        }
        catch (Exception e)
        {
            logger.NotTold(e, lifeLock);
            return false;
        }
    }

    private sealed class End(CancellationTokenSource source) : IDisposable
    {
        public void Dispose()
        {
            source.Cancel();
            source.Dispose();
        }
    }
}
