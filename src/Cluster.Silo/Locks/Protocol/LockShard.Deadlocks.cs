using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>
/// The shard's part in finding deadlocks: it tells when an owner has waited for a while, shows who waits for whom, and refuses whom the finder picks.
/// Where no owner waits, nothing is done.
/// </summary>
internal sealed partial class LockShard
{
    private readonly HashSet<LockClaim> _ownersWaiting = [];
    private TimeSpan _suspectAt = TimeSpan.MaxValue;

    /// <summary>The locks that somebody waits for; with <paramref name="ofOwners"/> only those that an owner waits for.</summary>
    public ShardWaits Waits(bool ofOwners, TimeSpan now)
    {
        IEnumerable<LockQueue> queues = _queues.Values.Where(q => q.Waiters.Count > 0 || q.Upgrading is not null);
        if (ofOwners)
        {
            ForgetWhoWaitsNoLonger();
            queues = _ownersWaiting.Select(claim => claim.Queue).Distinct();
        }

        return new ShardWaits(Index, Epoch, [.. queues.Select(q => Contended(q, now))]);
    }

    /// <summary>Refuses a claim that waits in this epoch, because it could wait for ever. False when there is no such wait any more.</summary>
    public bool RefuseDeadlocked(Guid sessionId, long claimId, long upgradeAttempt, string cycle, TimeSpan now)
    {
        if (_stopped
            || !_sessions.TryGetValue(sessionId, out var session)
            || !session.Claims.TryGetValue(claimId, out var claim)
            || !claim.Waits
            || upgradeAttempt != (claim.Queue.Upgrading == claim ? claim.UpgradeAttempt : 0))
        {
            return false;
        }

        var queue = claim.Queue;
        if (upgradeAttempt == 0)
        {
            Refuse(claim, LockReason.Deadlock, cycle);
        }
        else
        {
            queue.CancelUpgrade(claim);
            Tell(claim, new LockEvent
            {
                Kind = LockEventKind.Refused,
                Claim = claim.Id,
                Ticket = upgradeAttempt,
                Reason = LockReason.Deadlock,
                Detail = cycle,
            });
        }

        GrantNext(queue, now);
        Forget(queue);
        Flush(now);
        return true;
    }

    private static ContendedLock Contended(LockQueue queue, TimeSpan now)
    {
        var waiters = queue.Waiters.Select(w => Contender(w, w.Mode, 0, now - w.Since));
        if (queue.Upgrading is { } upgrading)
            waiters = waiters.Prepend(Contender(upgrading, LockMode.Exclusive, upgrading.UpgradeAttempt, now - upgrading.UpgradingSince));
        return new ContendedLock(queue.Key, [.. queue.Holders.Select(h => Contender(h, h.Mode, 0, now - h.Since))], [.. waiters]);
    }

    private static Contender Contender(LockClaim claim, LockMode mode, long upgradeAttempt, TimeSpan age) => new(
        claim.Session.Id,
        claim.Id,
        claim.Session.Route ?? "",
        claim.Session.Label,
        claim.Owner,
        claim.OwnerName,
        mode,
        claim.Terms.Permits,
        claim.Terms.Limit,
        upgradeAttempt,
        age,
        claim.Transaction);

    /// <summary>Somebody has begun to wait. Most waits are over before it is worth a message.</summary>
    private void BeganToWait(LockClaim claim, TimeSpan now)
    {
        if (!claim.IsOwned)
            return;
        _ownersWaiting.Add(claim);
        SuspectAt(now + _settings.SuspectAfter);
    }

    private void TickDeadlocks(TimeSpan now)
    {
        if (now < _suspectAt)
        {
            WakeAt(_suspectAt);
            return;
        }

        _suspectAt = TimeSpan.MaxValue;
        ForgetWhoWaitsNoLonger();
        if (_ownersWaiting.Count == 0)
            return;
        var began = _ownersWaiting.Select(BeganToWaitAt).ToList();
        if (began.Exists(at => at + _settings.SuspectAfter <= now))
        {
            _host.Suspect();
            SuspectAt(now + _settings.SuspectAgainAfter); // whoever was told may have crashed
        }

        // One message for all whose time comes within a short while.
        foreach (var at in began.Where(at => at + _settings.SuspectAfter > now))
            SuspectAt(Later(at + _settings.SuspectAfter, now + (_settings.SuspectAfter / 4)));
    }

    private void SuspectAt(TimeSpan at)
    {
        if (at < _suspectAt)
            _suspectAt = at;
        WakeAt(_suspectAt);
    }

    private static TimeSpan BeganToWaitAt(LockClaim claim) => claim.Queue.Upgrading == claim ? claim.UpgradingSince : claim.Since;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void ForgetWhoWaitsNoLonger() => _ownersWaiting.RemoveWhere(claim => !claim.Waits);
}
