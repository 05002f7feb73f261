using System.Diagnostics.CodeAnalysis;

namespace Cluster.Locks.Local;

/// <summary>A lock of a provider outside the cluster that is held. It ends once: by its disposal or by its loss, whichever comes first.</summary>
[SuppressMessage("Design", "CA1063:Implement IDisposable correctly", Justification = "There is no finalizer: a lock is let go of by its holder, or by the holder's end.")]
[SuppressMessage("Usage", "CA1816:Dispose methods should call SuppressFinalize", Justification = "There is no finalizer.")]
internal abstract class FencedLockHandle(string name, long token, LocalTurn turn) : IFencedLockHandle
{
    private readonly CancellationTokenSource _lost = new();
    private int _hasEnded;

    public string Name => name;

    public long FencingToken => token;

    public abstract DateTimeOffset? LeaseExpiry { get; }

    public bool IsHeld => Volatile.Read(ref _hasEnded) == 0 && IsWithinLease;

    public CancellationToken Lost => _lost.Token;

    public CancellationToken HandleLostToken => _lost.Token;

    protected virtual bool IsWithinLease => true;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return;
        try
        {
            await ReleaseAsync();
        }
        finally
        {
            turn.Leave();
        }
    }

    /// <summary>Ends the handle as lost; false when it had ended before.</summary>
    public bool MarkLost()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return false;
        turn.Leave();

        // Whoever listens must not run inside the provider.
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _lost, preferLocal: false);
        return true;
    }

    /// <summary>Gives the lock back. Called once at most, and never for a lock that was lost.</summary>
    protected abstract ValueTask ReleaseAsync();
}
