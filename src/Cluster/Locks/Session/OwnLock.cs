using Cluster.Locks.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Locks.Session;

/// <summary>
/// A lock that one caller claims for itself; a reentrant owner may have several handles to it. Everything here is called within a piece of
/// work of the shard.
/// </summary>
internal sealed class OwnLock(ClientShard shard, LockTerms terms, LocalWaiter waiter, LockOwner? owner, TransactionOrigin? transaction = null) : IClaimListener, ILockOwner
{
    private readonly List<LockHandle> _handles = new(1);
    private Claim? _claim;
    private TaskCompletionSource<bool>? _upgrade;
    private bool _isWanted;

    public void Ask(TimeSpan now)
    {
        _claim = new Claim(shard.Session.NextClaim(), terms, this)
        {
            NoWait = waiter.NoWait,
            Owner = owner?.Number ?? 0,
            OwnerName = owner?.Name ?? (transaction is null ? null : $"transaction {transaction.Id.Name}"),
            Transaction = transaction,
            TellWanted = true,
        };
        shard.Link.Acquire(_claim, now);
    }

    /// <summary>A further handle for the owner that holds it; null when it does not hold any more.</summary>
    /// <exception cref="DeadlockException">It holds in a mode that does not include this one, and would wait for itself.</exception>
    public LockHandle? Reenter(LockMode mode, TimeSpan now)
    {
        if (_claim is not { State: ClaimState.Held } || now >= shard.Link.HeldUntil)
            return null;
        if (mode != LockMode.Shared && !(mode == LockMode.Exclusive && _claim.Mode == LockMode.Exclusive))
        {
            throw LockErrors.Refused(
                terms, LockReason.Deadlock, $"{owner} asked for it in mode {mode}, which its own holding in mode {_claim.Mode} keeps it from");
        }

        return NewHandle(_claim);
    }

    public bool GiveUp(LocalWaiter giving, TimeSpan now)
    {
        if (_handles.Count > 0 || waiter.Task.IsCompleted)
            return false;
        shard.Link.Release(_claim!, lazily: false, now);
        return true;
    }

    public void Release(LockHandle handle, TimeSpan now)
    {
        _handles.Remove(handle);
        if (_handles.Count > 0)
            return;
        Forget();
        shard.Link.Release(_claim!, lazily: !_isWanted, now);
    }

    /// <summary>Asks to be alone; the task ends with true when that is so, with false when the shard refuses.</summary>
    public Task<bool> Upgrade(TimeSpan now)
    {
        if (_claim!.State != ClaimState.Held)
            throw new LeaseLostException($"The lock {terms.Name} is no longer held, and cannot be upgraded.");
        if (_claim.Mode == LockMode.Exclusive)
            return Task.FromResult(true);
        if (_claim.Upgrading)
            throw new InvalidOperationException($"The lock {terms.Name} is already being upgraded.");
        _upgrade = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        shard.Link.Upgrade(_claim, now);
        return _upgrade.Task;
    }

    /// <summary>Waits for the upgrade no longer. False when it was granted, or the lock lost, before.</summary>
    public bool GiveUpUpgrade(TimeSpan now)
    {
        if (_claim is not { State: ClaimState.Held, Upgrading: true })
            return false;
        shard.Link.CancelUpgrade(_claim, now);
        return true;
    }

    void IClaimListener.Queued(Claim claim)
    {
    }

    void IClaimListener.Granted(Claim claim)
    {
        if (_handles.Count == 0)
        {
            if (owner is { IsReentrant: true } && terms.Mode != LockMode.Permits)
                owner.Took(shard.Session, terms.Key, this);
            waiter.TrySetResult(NewHandle(claim));
        }
        else
        {
            foreach (var handle in _handles)
                handle.Upgraded(claim.Token);
            _upgrade?.TrySetResult(true);
        }
    }

    void IClaimListener.Refused(Claim claim, LockReason reason, string? detail)
    {
        if (claim.State == ClaimState.Held)
            _upgrade?.TrySetException(LockErrors.Refused(terms, reason, detail));
        else if (reason == LockReason.Busy)
            waiter.TrySetResult(null);
        else if (reason is LockReason.Broken or LockReason.Expired)
            shard.Later(Ask); // gone before it got here: it is asked for anew
        else
            waiter.TrySetException(LockErrors.Refused(terms, reason, detail));
    }

    void IClaimListener.Lost(Claim claim, LockReason reason, string? detail)
    {
        Forget();
        foreach (var handle in _handles)
            handle.MarkLost(reason, detail);
        _upgrade?.TrySetException(new LeaseLostException($"The lock {terms.Name} was lost while it was to be upgraded."));
    }

    void IClaimListener.Wanted(Claim claim) => _isWanted = true;

    void IClaimListener.MoreTokens(Claim claim, long first, int count)
    {
    }

    private LockHandle NewHandle(Claim claim)
    {
        var handle = claim.Mode == LockMode.Upgradeable && _handles.Count == 0
            ? new UpgradeableLockHandle(shard, this, terms.Name, claim.Token)
            : new LockHandle(shard, this, terms.Name, claim.Mode, claim.Token);
        _handles.Add(handle);
        return handle;
    }

    private void Forget() => owner?.LetGo(shard.Session, terms.Key, this);
}
