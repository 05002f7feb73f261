using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>Claims that are made, granted and ended.</summary>
internal sealed partial class LockShard
{
    private const int MostTokensAtOnce = 1 << 22;

    /// <summary>An epoch that has no more counters than this left is given up for the next; there is time enough for that.</summary>
    private const long CountersSpared = 1L << 32;

    private bool _retiring;

    private void Apply(LockOp op, ShardSession session, TimeSpan now)
    {
        switch (op.Kind)
        {
            case LockOpKind.Acquire:
                Acquire(op, session, now);
                break;
            case LockOpKind.Reclaim:
                Reclaim(op, session, now);
                break;
            case LockOpKind.CheckedIn:
                CheckedIn(session, now);
                break;
            default:
                // The claim may be gone: lost or refused while the operation was under way.
                if (session.Claims.TryGetValue(op.Claim, out var claim))
                    Apply(op, claim, now);
                break;
        }
    }

    private void Apply(LockOp op, LockClaim claim, TimeSpan now)
    {
        switch (op.Kind)
        {
            case LockOpKind.Release:
                EndClaim(claim, now);
                break;
            case LockOpKind.Upgrade when claim.Holds && claim.Mode == LockMode.Upgradeable:
                claim.UpgradeAttempt = op.Ticket;
                claim.UpgradingSince = now;
                claim.Queue.BeginUpgrade(claim);
                GrantNext(claim.Queue, now);
                if (claim.Queue.Upgrading == claim)
                {
                    TellWanted(claim.Queue);
                    BeganToWait(claim, now);
                }

                break;
            case LockOpKind.CancelUpgrade:
                claim.Queue.CancelUpgrade(claim);
                GrantNext(claim.Queue, now);
                break;
            case LockOpKind.MoreTokens when claim.Holds && claim.Mode == LockMode.Exclusive && op.Tokens > 0:
                var more = Math.Min(op.Tokens, MostTokensAtOnce);
                Tell(claim, new LockEvent { Kind = LockEventKind.Tokens, Claim = claim.Id, Token = TakeTokens(more), Tokens = more });
                break;
            default:
                break; // asked for when the claim was in another state than the client knew
        }
    }

    private void Acquire(LockOp op, ShardSession session, TimeSpan now)
    {
        var claim = NewClaim(op, session, now);
        var queue = claim.Queue;
        if (claim.Mode == LockMode.Permits && queue.Limit != 0 && queue.Limit != claim.Terms.Limit)
        {
            Refuse(claim, LockReason.LimitDiffers, $"the semaphore {queue.Key.Name} is in use with a limit of {queue.Limit}");
        }
        else if (queue.IsOpenTo(claim) && MayGrant(queue, now))
        {
            Grant(claim, now);
        }
        else if (op.NoWait)
        {
            Refuse(claim, LockReason.Busy, null);
        }
        else
        {
            claim.Ticket = LockToken.Of(Epoch, ++_tickets);
            Enqueue(claim, 0, now);
        }
    }

    private LockClaim NewClaim(LockOp op, ShardSession session, TimeSpan now)
    {
        var key = op.Terms!.Key;
        if (!_queues.TryGetValue(key, out var queue))
            _queues.Add(key, queue = new LockQueue(key, _rules));
        var claim = new LockClaim(session, op.Claim, op.Terms)
        {
            Queue = queue,
            Owner = op.Owner,
            OwnerName = op.OwnerName,
            Transaction = op.Transaction,
            TellWanted = op.TellWanted,
            TokensWanted = Math.Clamp(op.Tokens, 1, MostTokensAtOnce),
            Since = now,
        };
        session.Claims[op.Claim] = claim;
        return claim;
    }

    /// <param name="claim">A claim with a ticket.</param>
    /// <param name="known">The ticket that its client knows, from an earlier activation; 0 for none.</param>
    /// <param name="now">The time.</param>
    private void Enqueue(LockClaim claim, long known, TimeSpan now)
    {
        claim.Queue.Enqueue(claim);
        BeganToWait(claim, now);
        TellPlace(claim, known, now);
        TellWanted(claim.Queue);
    }

    /// <summary>
    /// Who knows its place finds it again after a crash. While the activation before this one may not have noticed that it was replaced, who asks there comes before those who came here first: so
    /// those hear of their places when that is over, and who has lost an earlier place hears just that.
    /// </summary>
    private void TellPlace(LockClaim claim, long known, TimeSpan now)
    {
        claim.KnowsPlace = _rules.MayTellPlace(isAlone: now >= _aloneAt || claim.Ticket == known);
        if (claim.KnowsPlace || known != 0)
            TellQueued(claim, claim.KnowsPlace ? claim.Ticket : 0);
    }

    private void TellQueued(LockClaim claim, long ticket) =>
        Tell(claim, new LockEvent { Kind = LockEventKind.Queued, Claim = claim.Id, Ticket = ticket });

    private void Grant(LockClaim claim, TimeSpan now)
    {
        var queue = claim.Queue;
        var count = claim.Mode == LockMode.Exclusive ? claim.TokensWanted : 1;
        queue.Grant(claim, _rules.Token(queue, claim, TakeTokens(count)));
        claim.Since = now;
        _grants++;
        if (claim.Ticket != 0)
            _handOffs++;
        TellGranted(claim, count, upgrade: false);
        if (queue.Waiters.Count > 0)
            TellWanted(queue);
    }

    private void TellGranted(LockClaim claim, int count, bool upgrade) => Tell(claim, new LockEvent
    {
        Kind = LockEventKind.Granted,
        Claim = claim.Id,
        Token = claim.Token,
        Tokens = count,
        Ticket = upgrade ? claim.UpgradeAttempt : 0,
    });

    /// <summary>Grants to whoever is next, for as long as somebody can be.</summary>
    private void GrantNext(LockQueue queue, TimeSpan now)
    {
        while (queue.Next() is { } next && MayGrant(queue, now))
        {
            if (next == queue.Upgrading)
            {
                queue.Grant(next, _rules.Token(queue, next, TakeTokens(1)));
                TellGranted(next, 1, upgrade: true);
            }
            else
            {
                Grant(next, now);
            }
        }
    }

    private void EndClaim(LockClaim claim, TimeSpan now)
    {
        var queue = claim.Queue;
        claim.Session.Claims.Remove(claim.Id);
        queue.Remove(claim);
        GrantNext(queue, now);
        Forget(queue);
    }

    private void Refuse(LockClaim claim, LockReason reason, string? detail) => End(claim, LockEventKind.Refused, reason, detail);

    private void End(LockClaim claim, LockEventKind kind, LockReason reason, string? detail)
    {
        claim.Session.Claims.Remove(claim.Id);
        claim.Queue.Remove(claim);
        Tell(claim, new LockEvent { Kind = kind, Claim = claim.Id, Reason = reason, Detail = detail });
        Forget(claim.Queue);
    }

    /// <summary>A name in no use takes no memory; but until all clients of the last epoch are back, it matters whether it is settled.</summary>
    private void Forget(LockQueue queue)
    {
        if (queue.IsEmpty && _awaited == 0)
            _queues.Remove(queue.Key);
    }

    private static bool WantsToKnow(LockClaim holder) => holder is { TellWanted: true, WasToldWanted: false };

    private void TellWanted(LockQueue queue)
    {
        foreach (var holder in queue.Holders)
        {
            if (holder == queue.Upgrading || !WantsToKnow(holder))
                continue;
            holder.WasToldWanted = true;
            Tell(holder, new LockEvent { Kind = LockEventKind.Wanted, Claim = holder.Id });
        }
    }

    private long TakeTokens(int count)
    {
        var first = _counter + 1;
        _counter += count;
        if (_counter > LockToken.MaxCounter - CountersSpared && !_retiring)
        {
            _retiring = true;
            _host.Retire();
        }

        return LockToken.Of(Epoch, first);
    }
}
