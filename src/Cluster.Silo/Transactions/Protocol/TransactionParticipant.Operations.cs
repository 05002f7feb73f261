using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

internal sealed partial class TransactionParticipant
{
    private void Operate(object from, OperationRequest request)
    {
        if (request.Session?.Epoch > Epoch)
            return;
        if (Find(from, request) is not { } session)
        {
            Reply(from, new SessionEndedReply(request.Transaction, _name, request.Session, AbortCause.SessionLost));
            return;
        }

        session.HeardAt = _now;
        session.IsBrief = request.IsBrief;
        if (session.Results.TryGetValue(request.Number, out var result))
        {
            if (result is not null)
                Reply(from, result);
            return;
        }

        session.Results.Add(request.Number, null);
        var exclusive = request.Access != Access.Read;
        if (_locks.Holds(session.Owner, request.Item, exclusive))
        {
            Perform(session, request, from);
            return;
        }

        session.Waiting.Add((request, from, _now));
        _locks.Acquire(session.Owner, request.Item, exclusive);
        if (_locks.Holds(session.Owner, request.Item, exclusive))
            return;
        BeganToWait();
        if (_watch is not null && session.WaitedFor.Add(request.Item))
            _watch.Saw(request.Transaction, TransactionEventKind.Waits, request.Item, _locks.WhoKeeps(session.Owner, request.Item));
    }

    private Session? Find(object from, OperationRequest request)
    {
        if (_sessions.TryGetValue(request.Transaction, out var session))
            return request.Session is null || request.Session == session.Id ? session : null;
        if (request.Session is not null)
            return null;
        session = new Session(request.Transaction, new SessionId(Epoch, ++_sessionNumber), from) { Origin = request.Origin };
        _sessions.Add(request.Transaction, session);
        _watch?.Saw(request.Transaction, TransactionEventKind.Begun);
        return session;
    }

    private void Perform(Session session, OperationRequest request, object from)
    {
        var promised = _rules.ShowsPromises && _promised.TryGetValue(request.Item, out var promises) ? promises[^1].Prepared : null;
        if (promised is not null && _rules.WaitsForWhatItSaw)
            session.After.Add(promised.Session);
        if (request.Access == Access.Write)
            session.Writes[request.Item] = request.Value;
        var value = request.Access == Access.Write ? null
            : session.Writes.TryGetValue(request.Item, out var own) ? own
            : promised is not null ? promised.Writes[request.Item]
            : _record.Items.GetValueOrDefault(request.Item)?.Value;
        var reply = new OperationReply(request.Transaction, _name, session.Id, request.Number, value);
        session.Results[request.Number] = reply;
        Reply(from, reply);
    }

    /// <summary>Carries out what waited for locks that have become free, and ends sessions that older transactions need out of the way.</summary>
    private void FollowLocks()
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var (owner, item) in _locks.TakeGranted())
            {
                moved = true;
                if (!_sessions.TryGetValue(owner.Transaction, out var session) || session.Owner != owner)
                    continue;
                foreach (var waiting in session.Waiting.Where(waiting => waiting.Request.Item == item
                    && _locks.Holds(owner, item, waiting.Request.Access != Access.Read)).ToArray())
                {
                    session.Waiting.Remove(waiting);
                    if (_watch is not null && session.WaitedFor.Remove(item))
                        _watch.Saw(owner.Transaction, TransactionEventKind.Granted, item);
                    Perform(session, waiting.Request, waiting.From);
                }
            }

            foreach (var owner in _locks.TakeWounded())
            {
                moved = true;
                if (_sessions.TryGetValue(owner.Transaction, out var session) && session.Owner == owner)
                    End(session, AbortCause.Wounded);
            }
        }
    }
}
