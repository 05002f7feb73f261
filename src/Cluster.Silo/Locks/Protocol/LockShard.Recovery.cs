using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>
/// Taking over from another activation. After an orderly hand-over everything is known at once. After a crash the record names the
/// clients, and each says what it has when it checks in.
/// </summary>
internal sealed partial class LockShard
{
    private int _awaited;
    private TimeSpan _windowEnd;
    private bool _windowClosed;
    private TimeSpan _aloneAt = TimeSpan.MinValue;

    private void BeginRecovery(LockShardRecord? last, TimeSpan now)
    {
        _windowEnd = now + _settings.ReclaimWindow;
        if (last is null || last.Sessions.Count == 0)
            return;

        var handedOver = last.Claims is not null;
        if (!handedOver || last.MayHaveRival)
        {
            _aloneAt = now + _times.AuthorityWait;
            WakeAt(_aloneAt);
        }

        var leaseEnd = handedOver ? _times.LeaseEnd(now) : now + _leasesLast;
        foreach (var recorded in last.Sessions)
        {
            var session = new ShardSession(recorded.Id, handedOver ? SessionState.HandedOver : SessionState.Awaited)
            {
                Route = recorded.Route,
                Label = recorded.Label,
                LeaseEnd = leaseEnd,
                IsRecorded = true,
            };
            _sessions.Add(session.Id, session);
            MarkDirty(session);
        }

        if (handedOver)
            Restore(last.Claims!, now);
        else
            _awaited = _sessions.Count;
        WakeAt(leaseEnd);
        WakeAt(_windowEnd);
    }

    private void Restore(IReadOnlyList<RecordedClaim> claims, TimeSpan now)
    {
        foreach (var recorded in claims.Where(c => c.Token == 0 || !WasBroken(c.Terms.Key, c.Token)))
        {
            var claim = NewClaim(
                new LockOp
                {
                    Kind = LockOpKind.Reclaim,
                    Claim = recorded.Id,
                    Terms = recorded.Terms,
                    Owner = recorded.Owner,
                    OwnerName = recorded.OwnerName,
                    Transaction = recorded.Transaction,
                    TellWanted = recorded.TellWanted,
                    Tokens = recorded.TokensWanted,
                },
                _sessions[recorded.Session],
                now);
            claim.Ticket = recorded.Ticket;
            claim.Upgraded = recorded.Upgraded;
            if (recorded.Token == 0)
                claim.Queue.Enqueue(claim);
            else
                claim.Queue.Grant(claim, recorded.Token);
            if (recorded.Upgrading)
                claim.Queue.BeginUpgrade(claim);
            if (claim.Waits)
                BeganToWait(claim, now);
        }
    }

    private void Reclaim(LockOp op, ShardSession session, TimeSpan now)
    {
        if (session.Claims.TryGetValue(op.Claim, out var known))
        {
            // It was handed over, and may have been granted since.
            known.ConfirmedOn = session.Link;
            if (op.Terms!.Mode == LockMode.Upgradeable)
                known.Queue.CancelUpgrade(known); // what the client still wants of it follows as an operation of its own
            known.KnowsPlace = op.Ticket == known.Ticket;
            if (op.Token == 0 && known.Ticket != 0 && !known.KnowsPlace)
                TellPlace(known, op.Ticket, now); // it had lost its place before the hand-over, and was not told
            if (op.Token == 0 && known.Holds)
                TellGranted(known, 1, upgrade: false);
            known.WasToldWanted = false;
            if (known.Queue.Waiters.Count > 0)
                TellWanted(known.Queue);
            return;
        }

        if (op.Token != 0)
            ReclaimHeld(op, session, now);
        else
            ReclaimPlace(op, session, now);
    }

    private void ReclaimHeld(LockOp op, ShardSession session, TimeSpan now)
    {
        var key = op.Terms!.Key;
        if (WasBroken(key, op.Token))
        {
            Lose(op, session, LockReason.Broken);
        }
        else if (session.State != SessionState.Awaited)
        {
            Lose(op, session, LockReason.Expired);
        }
        else
        {
            var claim = NewClaim(op, session, now);
            claim.ConfirmedOn = session.Link;
            if (!_rules.Admits(claim.Queue, claim) && !PutOutOlder(claim))
                return;
            claim.Queue.Grant(claim, op.Token);
            if (claim.Mode == LockMode.Exclusive)
                claim.Queue.IsSettled = true;
            if (claim.Queue.Waiters.Count > 0)
                TellWanted(claim.Queue);
        }
    }

    /// <summary>
    /// Two clients claim what only one can hold. That happens only when the lock was forced open shortly before the crash: the newer token
    /// is the right one.
    /// </summary>
    private bool PutOutOlder(LockClaim claim)
    {
        if (claim.Queue.Holders.Any(h => h.Token > claim.Token))
        {
            claim.Session.Claims.Remove(claim.Id);
            Tell(claim, new LockEvent { Kind = LockEventKind.Lost, Claim = claim.Id, Reason = LockReason.Broken });
            return false;
        }

        foreach (var holder in claim.Queue.Holders.ToArray())
            End(holder, LockEventKind.Lost, LockReason.Broken, null);
        return true;
    }

    private void ReclaimPlace(LockOp op, ShardSession session, TimeSpan now)
    {
        var claim = NewClaim(op, session, now);
        claim.ConfirmedOn = session.Link;
        claim.Ticket = _windowClosed || !IsExpected(session) ? LockToken.Of(Epoch, ++_tickets) : op.Ticket;
        Enqueue(claim, op.Ticket, now);
        GrantNext(claim.Queue, now);
    }

    /// <summary>Whether the session was a client of an earlier activation, from which it may have its place in a queue.</summary>
    private static bool IsExpected(ShardSession session) => session.State is SessionState.Awaited or SessionState.HandedOver;

    private void Lose(LockOp op, ShardSession session, LockReason reason)
    {
        session.Events.Add(new LockEvent { Kind = LockEventKind.Lost, Claim = op.Claim, Reason = reason });
        MarkDirty(session);
    }

    private void CheckedIn(ShardSession session, TimeSpan now)
    {
        foreach (var claim in session.Claims.Values.ToArray())
        {
            if (claim.ConfirmedOn == session.Link)
                GrantNext(claim.Queue, now);
            else
                EndClaim(claim, now); // let go of while the shard changed hands
        }

        var wasAwaited = session.State == SessionState.Awaited;
        session.State = SessionState.Open;
        session.LeaseEnd = _times.LeaseEnd(now);
        session.ResendAt = TimeSpan.MaxValue;
        WakeAt(session.LeaseEnd);
        if (wasAwaited)
            OneLessAwaited(now);
    }

    private void OneLessAwaited(TimeSpan now)
    {
        if (--_awaited == 0)
            Sweep(now);
    }

    private void TickRecovery(TimeSpan now)
    {
        TickPlaces(now);
        if (_windowClosed)
            return;
        if (now < _windowEnd)
        {
            WakeAt(_windowEnd);
            return;
        }

        Sweep(now);
    }

    private void TickPlaces(TimeSpan now)
    {
        if (_aloneAt == TimeSpan.MinValue)
            return;
        if (now < _aloneAt)
        {
            WakeAt(_aloneAt);
            return;
        }

        _aloneAt = TimeSpan.MinValue;
        foreach (var claim in _queues.Values.SelectMany(queue => queue.Waiters).Where(claim => !claim.KnowsPlace))
            TellPlace(claim, 0, now);
    }

    private void Sweep(TimeSpan now)
    {
        _windowClosed = true;
        GrantEverywhere(now);
    }

    /// <summary>Grants what could not be granted until now.</summary>
    private void GrantEverywhere(TimeSpan now)
    {
        foreach (var queue in _queues.Values.ToArray())
        {
            GrantNext(queue, now);
            Forget(queue);
        }
    }
}
