namespace Cluster.Locks.FileSystem;

/// <summary>
/// A lock as its holder sees it. It is held up to a moment of the holder's clock, and no renewal that ends after that moment revives it: by then others
/// may have measured the holder's silence to its end.
/// </summary>
internal sealed class FileLockGrant(ILockFolder folder, FileLockState state, TimeSpan heldUntil, Func<TimeSpan> now)
{
    private readonly Lock _gate = new();
    private TimeSpan _heldUntil = heldUntil;
    private long _beats;
    private bool _hasEnded;

    public long Token => state.Token;

    /// <summary>By the holder's monotonic clock; the lease itself when it has not ended, or the past.</summary>
    public TimeSpan HeldUntil
    {
        get
        {
            lock (_gate)
                return _heldUntil;
        }
    }

    public bool IsHeld
    {
        get
        {
            lock (_gate)
                return !_hasEnded && now() < _heldUntil;
        }
    }

    /// <summary>Shows a sign of life. False when the lock is lost, for ever.</summary>
    public bool Renew()
    {
        // The new lease counts from before the sign was given: nobody can have seen it earlier.
        var began = now();
        var isMine = IsHeld && folder.Beat(Token, ++_beats) && folder.Look() == state;
        lock (_gate)
        {
            if (!isMine || now() >= _heldUntil)
                _hasEnded = true;
            else
                _heldUntil = began + state.Lease!.Value;
            return !_hasEnded;
        }
    }

    /// <summary>Gives the lock back; false when it was somebody else's by then.</summary>
    public bool Release()
    {
        lock (_gate)
            _hasEnded = true;
        if (!folder.TryReplace(state, state.Released()))
            return false;
        folder.Tidy(Token);
        return true;
    }
}
