namespace Cluster.Locks.SharedMemory;

/// <summary>
/// All callers of a process that wait for locks in shared memory, served by one thread that sleeps at the session's bell. The bell is rung by whoever releases
/// a lock that is waited for, and by the kernel's word that its holder has died. The thread also wakes now and then by itself, for the rare case that a process
/// was stopped between letting go and ringing.
/// </summary>
internal sealed class SharedLockWaiters(SharedMemorySession session, TimeProvider time) : IDisposable
{
    private const int WatcherStack = 128 * 1024;
    private static readonly TimeSpan SoonAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan NowAndThen = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NotBeforeRung = TimeSpan.FromHours(1);

    private readonly HashSet<SharedLockWaiter> _waiters = [];
    private readonly Dictionary<long, bool> _holders = [];
    private readonly Lock _gate = new();
    private Thread? _thread;
    private bool _isDisposed;

    public SharedLockWaiter Add(SharedLock protocol)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SharedMemoryLocks));
            var waiter = new SharedLockWaiter(protocol, time);
            _waiters.Add(waiter);
            if (_thread is null)
            {
                _thread = new Thread(Serve) { IsBackground = true, Name = "Cluster locks in shared memory" };
                _thread.Start();
            }

            session.Ring(session.Number);
            return waiter;
        }
    }

    /// <summary>Ends the waiting of one, unless it has ended. Those behind it are told, since it may have been the next.</summary>
    public void GiveUp(SharedLockWaiter waiter, SharedLock protocol)
    {
        lock (_gate)
        {
            if (_waiters.Remove(waiter))
                waiter.GiveUp();
        }

        RingFor(protocol);
    }

    /// <summary>Wakes all who wait for a lock: the first of them takes it, and the others see whom to watch now.</summary>
    public void RingFor(SharedLock protocol)
    {
        foreach (var (waiting, _) in protocol.Waiting())
            Ring(waiting);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var waiter in _waiters)
                waiter.Fail(new ObjectDisposedException(nameof(SharedMemoryLocks)));
            _waiters.Clear();
            session.Ring(session.Number);
        }

        _thread?.Join();
    }

    private void Ring(long other)
    {
        lock (_gate)
        {
            if (!_isDisposed)
                session.Ring(other);
        }
    }

    private void Serve()
    {
        while (true)
        {
            // Read before looking: a ring after it ends the sleep that follows.
            var rung = session.Rung();
            TimeSpan sleep;
            lock (_gate)
            {
                if (_isDisposed)
                    return;
                sleep = Look();
            }

            session.Sleep(rung, sleep);
        }
    }

    /// <summary>Looks at all locks that are waited for; gives how long to sleep if nobody rings.</summary>
    private TimeSpan Look()
    {
        _waiters.RemoveWhere(waiter => waiter.Look());
        if (_waiters.Count == 0)
            return NotBeforeRung;
        if (_waiters.Any(waiter => waiter.Holder == 0))
            return SoonAgain;

        // Whoever still holds at the second look is worth a thread that waits for its death. Most are gone by then.
        var isNew = false;
        foreach (var holder in _waiters.Select(waiter => waiter.Holder).Distinct())
        {
            if (_holders.TryAdd(holder, false))
            {
                isNew = true;
            }
            else if (!_holders[holder])
            {
                _holders[holder] = true;
                new Thread(() => Watch(holder), WatcherStack) { IsBackground = true, Name = $"Cluster locks: watch of session {holder}" }.Start();
            }
        }

        return isNew ? SoonAgain : NowAndThen;
    }

    private void Watch(long holder)
    {
        try
        {
            session.WaitForDeath(holder);
        }
        catch (IOException)
        {
            return; // the folder is gone; what is left is to look now and then
        }

        lock (_gate)
            _holders.Remove(holder);
        Ring(session.Number);
    }
}
