using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>Clients that come, go on, and go: greeting, lease, the stream of operations, expiry.</summary>
internal sealed partial class LockShard
{
    private void Greet(LockRequest request, TimeSpan now)
    {
        if (!_sessions.TryGetValue(request.Session, out var session))
        {
            session = new ShardSession(request.Session, SessionState.Joining);
            _sessions.Add(session.Id, session);
        }

        if (request.Link < session.Link)
            return; // a greeting from the past

        session.Route = request.Route;
        session.Label = request.Label ?? "";
        if (request.Link > session.Link)
        {
            // A client that starts over has given up what it had here, unless it is here for the first time in this epoch.
            if (session.State is not (SessionState.Awaited or SessionState.HandedOver))
                EndClaims(session, now);
            if (session.State == SessionState.Open)
                session.State = SessionState.Welcome;
            session.StartLink(request.Link, LockToken.Of(Epoch, ++_keys));
        }

        if (session.State is SessionState.Joining or SessionState.Welcome)
        {
            session.LeaseEnd = _times.LeaseEnd(now);
            WakeAt(session.LeaseEnd);
        }

        if (session.IsRecorded)
            SendWelcome(session);
        else
            AskForSave();
    }

    private void SendWelcome(ShardSession session)
    {
        if (session.State == SessionState.Joining)
            session.State = SessionState.Welcome;
        _host.Send(session.Route!, Reply(session, LockReplyKind.Welcome) with { Lease = _times.Lease });
    }

    private void Continue(LockRequest request, TimeSpan now)
    {
        if (!_sessions.TryGetValue(request.Session, out var session) || session.Key != request.Key)
        {
            if (session is null || request.Link >= session.Link)
                TellUnknown(request);
            return;
        }

        session.Events.Acknowledge(request.EventsThrough);
        for (var i = 0; i < request.Ops.Length; i++)
        {
            var number = request.FirstOp + i;
            if (_rules.WasApplied(number, session.OpsThrough))
                continue;
            session.OpsThrough = number;
            if (request.Ops[i].Kind == LockOpKind.Close)
            {
                EndSession(session, now);
                _host.Send(session.Route!, Reply(session, LockReplyKind.Stream) with { OpsThrough = number, FirstEvent = session.Events.First });
                return;
            }

            Apply(request.Ops[i], session, now);
        }

        if (session.State == SessionState.Open)
        {
            if (request.Beat > session.HeardBeat)
                session.HeardBeat = request.Beat;
            session.LeaseEnd = _times.LeaseEnd(now);
        }

        MarkDirty(session);
    }

    private void TellUnknown(LockRequest request) => _host.Send(request.Route, new LockReply
    {
        Shard = Index,
        Session = request.Session,
        Epoch = Epoch,
        Kind = LockReplyKind.Unknown,
        Link = request.Link,
    });

    private void TickSessions(TimeSpan now)
    {
        List<ShardSession>? ended = null;
        foreach (var session in _sessions.Values)
        {
            if (now >= session.LeaseEnd)
            {
                if (_times.MayExpire(session.LeaseEnd, _checkedAt, now) && HasAuthority(now))
                {
                    (ended ??= []).Add(session);
                    continue;
                }

                AskForCheck();
            }
            else
            {
                WakeAt(session.LeaseEnd);
            }

            if (now >= session.ResendAt)
                MarkDirty(session);
            else
                WakeAt(session.ResendAt);
        }

        foreach (var session in ended ?? [])
        {
            _expired += session.Claims.Values.Count(c => c.Holds);
            EndSession(session, now);
        }
    }

    private void EndSession(ShardSession session, TimeSpan now)
    {
        EndClaims(session, now);
        _sessions.Remove(session.Id);
        if (session.IsRecorded)
            AskForSave();
        if (session.State == SessionState.Awaited)
            OneLessAwaited(now);
        session.State = SessionState.Joining; // no message to it any more
    }

    private void EndClaims(ShardSession session, TimeSpan now)
    {
        foreach (var claim in session.Claims.Values.ToArray())
            EndClaim(claim, now);
    }
}
