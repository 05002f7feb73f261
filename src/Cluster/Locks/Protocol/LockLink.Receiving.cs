namespace Cluster.Locks.Protocol;

/// <summary>What a client makes of a shard's messages.</summary>
internal sealed partial class LockLink
{
    /// <summary>Takes a message from the shard, or from whatever still takes itself for it.</summary>
    public void Receive(LockReply reply, TimeSpan now)
    {
        // First of all: after a pause, a message from before it must not revive a lease that has ended meanwhile.
        LoseWhatHasEnded(now);
        if (reply.Session != Session || reply.Epoch < _epoch)
            return;

        if (reply.Epoch > _epoch)
        {
            _epoch = reply.Epoch;
            if (reply.Kind != LockReplyKind.Welcome || State != LinkState.Greeting || reply.Link != _link)
            {
                Greet();
                return;
            }
        }

        switch (reply.Kind)
        {
            case LockReplyKind.CheckIn when State == LinkState.Closed:
                Greet();
                break;
            case LockReplyKind.Welcome when State == LinkState.Greeting && reply.Link == _link:
                Open(reply, now);
                break;
            case LockReplyKind.Unknown when State == LinkState.Open && reply.Link == _link:
                StartOver(now);
                break;
            case LockReplyKind.Stream when State == LinkState.Open && reply.Link == _link:
                Hear(reply, now);
                break;
            default:
                break; // from an earlier link, or said twice
        }
    }

    /// <summary>
    /// The greeting was answered: check in with what this client has, and go on with what it wants.
    /// Only what is held at this moment is claimed back. The moment lies after the new epoch was taken, which is what makes the claim
    /// good: before it, an activation that was already replaced could not take the lease away, and after it, none will grant the lock anew.
    /// </summary>
    private void Open(LockReply reply, TimeSpan now)
    {
        State = LinkState.Open;
        _key = reply.Key;
        _lease = reply.Lease;
        RestartSending();
        foreach (var claim in _claims.Values.Where(c => c.State == ClaimState.Held || c.Ticket != 0).OrderBy(c => c.Id))
        {
            if (claim.State != ClaimState.Held && claim.Token != 0)
            {
                claim.Token = 0;
                _unconfirmed--;
            }

            _ops.Add(AcquireOp(claim) with
            {
                Kind = LockOpKind.Reclaim,
                Terms = claim.Upgraded ? claim.Terms with { Mode = LockMode.Exclusive } : claim.Terms,
                Token = claim.Token,
                Ticket = claim.Ticket,
            });
            if (claim.Upgrading)
                _ops.Add(UpgradeOp(claim));
        }

        Say(new LockOp { Kind = LockOpKind.CheckedIn }, now, urgent: true);
        _checkIn = _ops.Last;
        foreach (var claim in _claims.Values.Where(c => c.State == ClaimState.Waiting && c.Ticket == 0).OrderBy(c => c.Id))
        {
            if (claim.Token != 0)
            {
                claim.Token = 0;
                _unconfirmed--;
            }

            _ops.Add(AcquireOp(claim));
        }
    }

    /// <summary>The shard has forgotten this session: what was held is lost, and who waits goes to the end of the queue.</summary>
    private void StartOver(TimeSpan now)
    {
        foreach (var claim in Claims)
        {
            if (claim.State == ClaimState.Held)
            {
                End(claim);
                claim.Listener.Lost(claim, LockReason.Expired, null);
            }
            else
            {
                claim.Ticket = 0;
            }
        }

        if (_claims.Count == 0)
            Shut();
        else
            Greet();
        _lastUsed = now;
    }

    private void Hear(LockReply reply, TimeSpan now)
    {
        _ops.Acknowledge(reply.OpsThrough);
        if (reply.HeardBeat >= _lastSent)
            _unanswered = false;
        if (_closing != 0 && reply.OpsThrough >= _closing)
        {
            // What was asked for since then begins a session of its own.
            StartOver(now);
            return;
        }

        for (var i = 0; i < reply.Events.Length; i++)
        {
            var number = reply.FirstEvent + i;
            if (number != _eventsThrough + 1)
                continue;
            _eventsThrough = number;
            _acknowledgeDue = Earlier(_acknowledgeDue, now + _settings.AcknowledgeAfter);
            if (_claims.TryGetValue(reply.Events[i].Claim, out var claim))
                Apply(reply.Events[i], claim);
            else if (reply.Events[i].Kind == LockEventKind.Wanted && _lazyDue != TimeSpan.MaxValue)
                _urgent = true; // somebody waits for what was let go of lazily
        }

        // A beat from before the check-in was applied says nothing about the claims that it carried.
        if (reply.OpsThrough >= _checkIn)
        {
            var until = _times.HeldUntil(reply.HeardBeat, now, _lease);
            if (until > HeldUntil)
                HeldUntil = until;
            Confirm(now);
        }
    }

    private void Apply(LockEvent news, Claim claim)
    {
        switch (news.Kind)
        {
            case LockEventKind.Queued:
                claim.Ticket = news.Ticket;
                claim.Listener.Queued(claim);
                break;
            case LockEventKind.Granted when claim.State == ClaimState.Held:
                // The grant of an upgrade that was given up meanwhile is already being taken back.
                if (!claim.Upgrading || news.Ticket != claim.UpgradeAttempt)
                    break;
                claim.Upgrading = false;
                claim.Upgraded = true;
                claim.Token = news.Token;
                claim.Listener.Granted(claim);
                break;
            case LockEventKind.Granted:
                if (claim.Token == 0)
                {
                    _unconfirmed++;
                    _granted.Add(claim);
                }

                claim.Token = news.Token;
                claim.Tokens = news.Tokens;
                break;
            case LockEventKind.Refused when claim.State == ClaimState.Held:
                if (!claim.Upgrading || news.Ticket != claim.UpgradeAttempt)
                    break;
                claim.Upgrading = false;
                claim.Listener.Refused(claim, news.Reason, news.Detail);
                break;
            case LockEventKind.Refused:
                End(claim);
                claim.Listener.Refused(claim, news.Reason, news.Detail);
                break;
            case LockEventKind.Lost:
                var held = claim.State == ClaimState.Held;
                End(claim);
                if (held)
                    claim.Listener.Lost(claim, news.Reason, news.Detail);
                else
                    claim.Listener.Refused(claim, news.Reason, news.Detail);
                break;
            case LockEventKind.Wanted:
                claim.Listener.Wanted(claim);
                break;
            case LockEventKind.Tokens:
                claim.Listener.MoreTokens(claim, news.Token, news.Tokens);
                break;
            default:
                throw new InvalidOperationException($"Unknown event {news.Kind}.");
        }
    }

    /// <summary>A grant counts from when the lease is known to last: one that arrived too late waits for the next renewal.</summary>
    private void Confirm(TimeSpan now)
    {
        if (_unconfirmed > 0 && now >= HeldUntil)
            return;
        foreach (var claim in _granted)
        {
            // Ended meanwhile, or its grant was taken back by a new epoch.
            if (claim.State != ClaimState.Waiting || claim.Token == 0)
                continue;
            claim.State = ClaimState.Held;
            _unconfirmed--;
            _held++;
            claim.Listener.Granted(claim);
        }

        _granted.Clear();
    }
}
