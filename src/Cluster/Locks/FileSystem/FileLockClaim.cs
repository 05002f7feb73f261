namespace Cluster.Locks.FileSystem;

/// <summary>
/// One who wants a lock, as a state machine over files and a monotonic clock. What is granted is decided by <see cref="ILockFolder.TryReplace"/> alone; what
/// is known of time only decides when a grant of somebody else may be ended.
/// </summary>
/// <param name="folder">The lock's folder.</param>
/// <param name="owner">Makes the record of this process.</param>
/// <param name="lease">How long a grant lasts without renewal.</param>
/// <param name="now">This process's monotonic clock, read anew at every step: any of them may take long.</param>
/// <param name="isSurelyDead">Whether that owner's process is known to exist no longer.</param>
internal sealed class FileLockClaim(
    ILockFolder folder, Func<FileLockOwner> owner, TimeSpan lease, Func<TimeSpan> now, Func<FileLockOwner, bool> isSurelyDead)
{
    private (FileLockState State, string? Owner)? _seen;
    private TimeSpan _seenSince;

    /// <summary>
    /// How long an owner must be seen silent before its lease counts as over: longer than the lease by what two clocks may differ that are each
    /// wrong by up to one per cent.
    /// </summary>
    public static TimeSpan Patience(TimeSpan lease) => lease * 1.03;

    /// <summary>Tries once. To be repeated as often as one likes; a silent owner is noticed by comparing two tries.</summary>
    public FileLockGrant? Try()
    {
        var asked = now();
        var state = folder.Look();
        if (state.IsHeld && !MayEnd(state, asked))
            return null;

        var began = now();
        var mine = state.Taken(lease);
        if (!folder.TryReplace(state, mine))
            return null; // somebody was faster
        folder.WriteOwner(mine.Token, owner());
        folder.Tidy(mine.Token - 1);
        var grant = new FileLockGrant(folder, mine, began + lease, now);
        if (grant.IsHeld)
            return grant;

        // It took longer than the lease: others may have ended the grant, or be about to.
        grant.Release();
        return null;
    }

    /// <summary>
    /// The holder is known to be dead, or was silent for longer than its lease. Neither its clock nor the time of day matters: the silence is measured
    /// here, from the end of the first look at what has not changed since to the beginning (<paramref name="asked"/>) of this one.
    /// </summary>
    private bool MayEnd(FileLockState state, TimeSpan asked)
    {
        var text = folder.ReadOwner(state.Token);
        if (_seen == (state, text))
            return asked - _seenSince > Patience(state.Lease!.Value);

        _seen = (state, text);
        _seenSince = now();
        return text is not null && FileLockOwner.TryRead(text) is { } known && isSurelyDead(known);
    }
}
