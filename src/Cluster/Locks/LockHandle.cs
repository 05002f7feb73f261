using System.Diagnostics.CodeAnalysis;
using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>
/// A lock that is held. It stays held, and its lease renews itself, until the handle is disposed or the lock is lost. Safe for use by
/// many threads at once.
/// </summary>
/// <remarks>
/// <b>What holds under any failure</b>: the <see cref="FencingToken"/> is greater than that of every earlier exclusive grant of the name. A resource
/// that refuses tokens older than the newest it has seen is never changed by a holder that has been replaced.
/// <b>What holds while clocks run within one per cent of true time</b>: as long as <see cref="IsHeld"/>, no other client holds the lock in a mode that excludes this one.
/// <b>What does not hold</b>: that nothing happens between looking at <see cref="IsHeld"/> and acting on it; a process can be paused in between.
/// </remarks>
[SuppressMessage("Design", "CA1063:Implement IDisposable correctly", Justification = "There is no finalizer, and the only derived type is here.")]
[SuppressMessage("Usage", "CA1816:Dispose methods should call SuppressFinalize", Justification = "There is no finalizer, and the only derived type is here.")]
public class LockHandle : IFencedLockHandle
{
    private readonly ILockOwner _owner;
    private LockHold? _hold;
    private CancellationTokenSource? _lost;
    private string? _whyLost;
    private int _isReleased;
    private long _token;

    internal LockHandle(ClientShard shard, ILockOwner owner, string name, LockMode mode, long token)
    {
        Shard = shard;
        _owner = owner;
        _token = token;
        Name = name;
        Mode = mode;
    }

    private protected ClientShard Shard { get; }

    /// <summary>The name of the lock.</summary>
    public string Name { get; }

    /// <summary>How it is held.</summary>
    public LockMode Mode { get; private set; }

    /// <summary>
    /// Greater than the token of every earlier exclusive grant of the name, over all crashes, for ever; readers who hold at the same time may
    /// have the same one. Pass it to what the lock guards. An upgrade gives a new one. Permits of a semaphore have rising tokens too, but
    /// a resource cannot tell by them who still holds one.
    /// </summary>
    public long FencingToken => Volatile.Read(ref _token);

    /// <summary>Until when the lock is held if no further sign of life gets through to the cluster, by this process's clock (UTC).</summary>
    public DateTimeOffset LeaseExpiry
    {
        get
        {
            var session = Shard.Session;
            return session.Time.GetUtcNow() + (Shard.Link.HeldUntil - session.Now);
        }
    }

    /// <summary>Not disposed, not lost, and the lease lasts at this moment.</summary>
    public bool IsHeld => Volatile.Read(ref _isReleased) == 0 && Volatile.Read(ref _whyLost) is null && Shard.Session.Now < Shard.Link.HeldUntil;

    /// <summary>
    /// Is cancelled when the lock is lost before it was disposed of: the lease could not be renewed in time, or somebody forced the lock open.
    /// For the former, it is cancelled before anyone else can get the lock, unless this process is paused just then.
    /// </summary>
    public CancellationToken Lost
    {
        get
        {
            if (Volatile.Read(ref _lost) is { } existing)
                return existing.Token;
            var made = new CancellationTokenSource();
            if (Interlocked.CompareExchange(ref _lost, made, null) is { } other)
                return other.Token;
            if (Volatile.Read(ref _whyLost) is not null)
                made.Cancel();
            return made.Token;
        }
    }

    /// <inheritdoc cref="Lost"/>
    public CancellationToken HandleLostToken => Lost;

    DateTimeOffset? IFencedLockHandle.LeaseExpiry => LeaseExpiry;

    /// <summary>Throws when the lock is not held at this moment.</summary>
    /// <exception cref="LeaseLostException">It was lost.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public void ThrowIfLost()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, this);
        if (!IsHeld)
            throw new LeaseLostException($"The lock {Name} with token {FencingToken} is no longer held. {Volatile.Read(ref _whyLost) ?? "Its lease has ended."}");
    }

    /// <summary>
    /// Lets go of the lock. Returns at once: the cluster hears of it together with the next message, within milliseconds, and at once
    /// when somebody is known to wait.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0)
            return;
        Interlocked.Exchange(ref _hold, null)?.End(this, "released");
        using (Shard.Enter())
            _owner.Release(this, Shard.Session.Now);
    }

    internal void Observe(LockHold hold)
    {
        Volatile.Write(ref _hold, hold);

        // It may have been lost before there was anybody to tell.
        if (Volatile.Read(ref _whyLost) is not null)
            Interlocked.Exchange(ref _hold, null)?.End(this, "expired");
    }

    internal void Upgraded(long token)
    {
        Mode = LockMode.Exclusive;
        Volatile.Write(ref _token, token);
    }

    internal void MarkLost(LockReason reason, string? detail)
    {
        Shard.Session.Logger.Lost(Name, reason.ToString(), detail);
        LockTelemetry.Lost(reason);
        Volatile.Write(ref _whyLost, reason == LockReason.Broken ? $"It was forced open: {detail}" : "Its lease has ended.");


        // Whoever listens must not run inside the session.
        if (Interlocked.Exchange(ref _hold, null) is { } hold)
            ThreadPool.UnsafeQueueUserWorkItem(ended => ended.End(this, LockTelemetry.Reason(reason)), hold, preferLocal: false);
        if (Volatile.Read(ref _lost) is { } lost)
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), lost, preferLocal: false);
    }
}
