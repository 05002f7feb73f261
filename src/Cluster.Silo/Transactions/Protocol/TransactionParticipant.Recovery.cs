using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

internal sealed partial class TransactionParticipant
{
    private readonly Dictionary<SessionId, TimeSpan> _learnedAt = [];
    private readonly Dictionary<SessionId, HashSet<string>> _confirmed = [];

    /// <summary>Another participant has answered what an <see cref="AskEffect"/> asked.</summary>
    public void Learn(ParticipantReply reply, TimeSpan now)
    {
        _now = now;
        if (IsStopped || reply.Session is not { } theirs)
            return;
        var writer = new ParticipantSession(reply.Participant, theirs);
        if (_promises.Values.FirstOrDefault(promise => promise.Prepared.Transaction == reply.Transaction && promise.Prepared.Writers.Contains(writer)) is { } doubted)
            LearnOutcome(doubted, reply);
        else if (_record.Committed.Values.FirstOrDefault(known => known.Transaction == reply.Transaction && known.Writers.Contains(writer)) is { } committed)
            LearnThatApplied(committed, reply);
        FollowLocks();
        StartSyncIfDue();
    }

    /// <summary>The answer to an <see cref="AbortDecisionEffect"/>.</summary>
    /// <param name="session">The session it named.</param>
    /// <param name="held">What the register holds now; null when that is not known.</param>
    /// <param name="now">The time.</param>
    public void Decided(SessionId session, Decision? held, TimeSpan now)
    {
        _now = now;
        if (IsStopped || held is null || !_promises.TryGetValue(session, out var promise))
            return;
        if (held == Decision.Committed)
            Apply(promise);
        else
            Drop(promise);
        FollowLocks();
        StartSyncIfDue();
    }

    /// <summary>
    /// An unprepared session ends with the answer, so that the answer stays true. One that is not known was never prepared, or committed so
    /// long ago that every writer has applied it; who asks is one, so then nobody waits for this answer.
    /// </summary>
    private void Answer(object from, InquiryRequest request)
    {
        if (request.Session.Epoch > Epoch)
            return;
        if (Find(request.Session) is not null)
        {
            // What the sync has shown counts, not what has happened since: a commit that only memory knows could be lost, and be forgotten elsewhere.
            AfterSync(request, () => Reply(from, new InquiryReply(request.Transaction, _name, request.Session,
                _held.Prepared.ContainsKey(request.Session) ? Standing.Prepared
                : _held.Committed.ContainsKey(request.Session) ? Standing.Committed
                : Standing.Refused)));
            return;
        }

        if (_rules.InquiryEnds && _sessions.TryGetValue(request.Transaction, out var session) && session.Id == request.Session)
            End(session, AbortCause.Refused);
        Reply(from, new InquiryReply(request.Transaction, _name, request.Session, Standing.Refused));
    }

    /// <summary>Lets a promise of the transaction be asked about now, not when the patience is over.</summary>
    public void Hasten(TransactionId transaction, TimeSpan now)
    {
        _now = now;
        if (IsStopped)
            return;
        foreach (var promise in _promises.Values.Where(promise => promise.Prepared.Transaction == transaction))
            promise.AskedAt = _now - _settings.InDoubtPatience - TimeSpan.FromMilliseconds(1);
        FindOutcomes();
        FollowLocks();
        StartSyncIfDue();
    }

    /// <summary>The transaction of that name that a promise was given to; null if there is none.</summary>
    public TransactionId? FindPromise(string transaction)
    {
        foreach (var promise in _promises.Values)
        {
            if (promise.Prepared.Transaction.Name == transaction)
                return promise.Prepared.Transaction;
        }

        return null;
    }

    private void FindOutcomes()
    {
        foreach (var promise in _promises.Values.Where(promise => _now - promise.AskedAt > _settings.InDoubtPatience).ToArray())
        {
            // What is not durable here yet is not a promise yet; nothing may be concluded from it.
            var prepared = promise.Prepared;
            if (!_held.Prepared.ContainsKey(prepared.Session))
                continue;
            promise.AskedAt = _now;
            if (!promise.IsDoubted)
                _watch?.Saw(prepared.Transaction, TransactionEventKind.InDoubt);
            promise.IsDoubted = true;
            if (_rules.GivesUpInDoubt)
                Drop(promise);
            else if (prepared.Rule == DecisionRule.ByRegister)
                _effects.Add(new AbortDecisionEffect(prepared.Transaction, prepared.Session));
            else
                AskOthers(prepared.Transaction, prepared.Session, prepared.Writers);
        }

    }

    private void LearnOutcome(Promise promise, ParticipantReply reply)
    {
        switch (reply)
        {
            case InquiryReply { Standing: Standing.Refused }:
                Drop(promise);
                break;
            case InquiryReply { Standing: Standing.Prepared }:
                promise.AlsoPrepared.Add(reply.Participant);
                if (promise.AlsoPrepared.Count == promise.Prepared.Writers.Count - 1)
                    Apply(promise);
                break;
            case InquiryReply { Standing: Standing.Committed } or AppliedReply:
                Apply(promise);
                break;
        }
    }

    private void FindForgettable()
    {
        foreach (var (session, learnedAt) in _learnedAt.ToArray())
        {
            // Nor is a commit that is not durable here yet anything to tell others.
            if (_now - learnedAt <= _settings.RememberFor || !_held.Committed.TryGetValue(session, out var committed) || !_record.Committed.ContainsKey(session))
                continue;
            _learnedAt[session] = _now - _settings.RememberFor + _settings.InDoubtPatience;
            if ((_confirmed.GetValueOrDefault(session)?.Count ?? 0) == committed.Writers.Count - 1)
                Forget(_record.ForgetUnasked(session), session);
            else
                AskOthers(committed.Transaction, session, committed.Writers);
        }
    }

    private void LearnThatApplied(CommittedTransaction committed, ParticipantReply reply)
    {
        if (reply is InquiryReply { Standing: Standing.Prepared })
        {
            if (_held.Committed.ContainsKey(committed.Session))
                _effects.Add(new AskEffect(reply.Participant, new CommitRequest(committed.Transaction, reply.Session!.Value)));
            return;
        }

        if (reply is not (InquiryReply or AppliedReply))
            return;
        if (!_confirmed.TryGetValue(committed.Session, out var confirmed))
            _confirmed.Add(committed.Session, confirmed = new HashSet<string>(StringComparer.Ordinal));
        confirmed.Add(reply.Participant);
    }

    private void Forget(ParticipantRecord record, SessionId session)
    {
        _record = record;
        _learnedAt.Remove(session);
        _confirmed.Remove(session);
        WriteWithin(_settings.ForgetWrite);
    }

    private void AskOthers(TransactionId transaction, SessionId own, IReadOnlyList<ParticipantSession> writers)
    {
        foreach (var other in writers.Where(writer => writer.Participant != _name || writer.Session != own))
            _effects.Add(new AskEffect(other.Participant, new InquiryRequest(transaction, other.Session)));
    }
}
