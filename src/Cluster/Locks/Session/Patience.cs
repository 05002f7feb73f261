using Orleans.Runtime;

namespace Cluster.Locks.Session;

/// <summary>
/// Waiting for something in the cluster until it happens, a timeout ends or the caller cancels. A grain is asked, which keeps the question for a while; when no
/// answer comes, because a silo crashed or cannot be reached, it is asked again.
/// </summary>
internal sealed class Patience : IDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _caller;
    private readonly TimeProvider _time;

    public Patience(TimeProvider time, TimeSpan timeout, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        _time = time;
        _caller = caller;
        _timeout = new CancellationTokenSource(timeout, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, caller);
    }

    /// <summary>The answer, or null when the time is over.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<T?> AskAsync<T>(Func<Task<T>> ask) where T : class
    {
        try
        {
            while (true)
            {
                try
                {
                    return await ask().WaitAsync(_end.Token);
                }
                catch (Exception e) when (IsNoAnswer(e))
                {
                    await Task.Delay(AskAgainAfter, _time, _end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            _caller.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>A failure of the way to the grain and back, with the client's deadlines or without.</summary>
    public static bool IsNoAnswer(Exception e) => e is ClusterUnreachableException or OutcomeUnknownException or TimeoutException or OrleansException;

    public void Dispose()
    {
        _end.Dispose();
        _timeout.Dispose();
    }
}
