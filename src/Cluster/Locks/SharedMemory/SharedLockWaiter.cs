namespace Cluster.Locks.SharedMemory;

/// <summary>A caller that waits for a lock in shared memory. Completes with a token, or with null when it was told to give up.</summary>
internal sealed class SharedLockWaiter(SharedLock protocol, TimeProvider time) : TaskCompletionSource<long?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>How long a free lock is left to whoever is before this one in the queue, and may be stopped.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private readonly int? _entry = protocol.Enqueue();
    private long? _freeSince;

    /// <summary>Who holds the lock, as of the last look; 0 when nobody does.</summary>
    public long Holder { get; private set; }

    /// <summary>Looks once, and takes the lock where it may. True when that ended the waiting.</summary>
    public bool Look()
    {
        Holder = protocol.LivingHolder;
        if (Holder != 0)
        {
            _freeSince = null;
            return false;
        }

        _freeSince ??= time.GetTimestamp();
        if (_entry is { } entry && !protocol.IsFirst(entry) && time.GetElapsedTime(_freeSince.Value) < Grace)
            return false;
        if (protocol.TryTake() is not { } token)
            return false;
        Leave();
        return TrySetResult(token);
    }

    public void GiveUp()
    {
        Leave();
        TrySetResult(null);
    }

    public void Fail(Exception why)
    {
        Leave();
        TrySetException(why);
    }

    private void Leave()
    {
        if (_entry is { } entry)
            protocol.Leave(entry);
    }
}
