using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

internal sealed partial class TransactionParticipant
{
    private readonly Dictionary<SessionId, RememberedCommit> _remembered = [];
    private TimeSpan _confirmAt = TimeSpan.MaxValue;

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
            // Who asks may not know all writers, and waits for who does.
            if (_promises.TryGetValue(request.Session, out var promise) && promise is { IsDoubted: false, Prepared: { IsWhole: true, Writers.Count: > 2 } })
                promise.AskedAt = _now - _settings.InDoubtPatience - TimeSpan.FromMilliseconds(1);

            // What the sync has shown counts, not what has happened since: a commit that only memory knows could be lost, and be forgotten elsewhere.
            AfterSync(request, () => WhenBinding(promise, isBinding =>
            {
                var standing = !isBinding ? Standing.Refused
                    : _held.Prepared.ContainsKey(request.Session) ? Standing.Prepared
                    : _held.Committed.ContainsKey(request.Session) ? Standing.Committed
                    : Standing.Refused;
                Reply(from, new InquiryReply(request.Transaction, _name, request.Session, standing));

                // That it is prepared says nothing to who does not know all writers.
                if (standing == Standing.Prepared && promise is { IsCommitted: null, Prepared: { IsWhole: true, Writers.Count: > 2 } })
                    promise.Asking.Add((from, request));
            }));
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

            // The others are asked even if it stands after something undecided: what they say holds, so of many promises that stand after each other none has to wait until it is its turn to ask.
            // But a decision register is not asked without aborting what a coordinator that lives is about to commit, as soon as this one binds.
            if (promise is { After.Count: > 0, IsRestored: false } && prepared.Rule == DecisionRule.ByRegister)
            {
                promise.IsOverdue = true;
                continue;
            }

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
                ApplyIfAllPromised(promise);
                break;
            case InquiryReply { Standing: Standing.Committed } or AppliedReply:
                Apply(promise);
                break;
        }
    }

    /// <summary>All writers have promised durably and what each stands after is committed: so is the transaction.</summary>
    private void ApplyIfAllPromised(Promise promise)
    {
        var prepared = promise.Prepared;
        if (!_promises.ContainsKey(prepared.Session) || !_held.Prepared.ContainsKey(prepared.Session) || promise.AlsoPrepared.Count == 0 || promise.AlsoPrepared.Count < prepared.Writers.Count - 1)
            return;
        if ((prepared.IsWhole || !_rules.LeavesCountingToWhoKnowsAll) && (promise.After.Count == 0 || !_rules.CountsWhenBinding))
            Apply(promise);
    }

    /// <summary>Keeps a commit for those who may ask about it, and tells the other writers when it is durable here.</summary>
    private void Remember(CommittedTransaction committed, TimeSpan confirmAt)
    {
        _remembered[committed.Session] = new RememberedCommit(confirmAt);
        if (confirmAt < _confirmAt)
            _confirmAt = confirmAt;
        if (committed.Writers.Count == 1)
            return;
        if (_rules.TellsWhenDurable)
            _tellingNext.Add(committed);
        else
            TellOthers(committed);
    }

    /// <summary>A commit is durable here: this participant will never ask about it again.</summary>
    private void TellOthers(CommittedTransaction applied)
    {
        var isKnown = applied.IsKnown || !_record.Committed.TryGetValue(applied.Session, out var remembered) || remembered.IsKnown;
        foreach (var other in Others(applied.Session, applied.Writers))
        {
            _effects.Add(new TellEffect(other.Participant, new AppliedRequest(applied.Transaction, other.Session, _name, isKnown)
            {
                IsUrgent = applied.Writers.Count > 2 || _record.Committed.Count > _settings.RememberedBeforeHurry,
            }));
        }
    }

    private void LearnThatApplied(AppliedRequest request)
    {
        if (_promises.TryGetValue(request.Session, out var promise) && promise.Prepared.Transaction == request.Transaction)
            Apply(promise, request.IsKnown);
        if (request.IsUrgent && _dueAt is not null)
            WriteWithin(_settings.AwaitedWrite);
        if (!_record.Committed.TryGetValue(request.Session, out var committed))
            return;
        if (request.IsKnown)
            LearnThatKnown(request.Session);
        Confirm(committed, request.Writer);
    }

    /// <summary>The coordinator will not ask about a commit any more.</summary>
    private void LearnThatKnown(SessionId session)
    {
        if (!_record.Committed.TryGetValue(session, out var committed) || committed.IsKnown)
            return;
        _record = _record.Know(committed);
        var remembered = _remembered[session];
        if (remembered.ConfirmAt > _now + _settings.ConfirmAfter)
            remembered.ConfirmAt = _now + _settings.ConfirmAfter;
        if (remembered.ConfirmAt < _confirmAt)
            _confirmAt = remembered.ConfirmAt;
        ForgetIfConfirmed(session);
    }

    private void FindForgettable()
    {
        if (_now < _confirmAt)
            return;
        _confirmAt = TimeSpan.MaxValue;
        foreach (var (session, remembered) in _remembered.ToArray())
        {
            // Nor is a commit that is not durable here yet anything to tell others.
            if (_now >= remembered.ConfirmAt && _held.Committed.TryGetValue(session, out var committed))
            {
                remembered.ConfirmAt = _now + _settings.InDoubtPatience;
                if (remembered.Confirmed.Count == committed.Writers.Count - 1)
                {
                    Forget(_record.ForgetUnasked(session), session);
                    continue;
                }

                AskOthers(committed.Transaction, session, committed.Writers);
            }

            var at = remembered.ConfirmAt > _now ? remembered.ConfirmAt : _now + _settings.InDoubtPatience;
            if (at < _confirmAt)
                _confirmAt = at;
        }
    }

    private void LearnThatApplied(CommittedTransaction committed, ParticipantReply reply)
    {
        if (reply is InquiryReply { Standing: Standing.Prepared })
        {
            if (_held.Committed.ContainsKey(committed.Session))
                _effects.Add(new AskEffect(reply.Participant, new CommitRequest(committed.Transaction, reply.Session!.Value, IsAwaited: true)));
            return;
        }

        if (reply is InquiryReply or AppliedReply)
            Confirm(committed, reply.Participant);
    }

    /// <summary>Another writer has applied a commit durably.</summary>
    private void Confirm(CommittedTransaction committed, string writer)
    {
        if (!_remembered.TryGetValue(committed.Session, out var remembered))
            return;
        remembered.Confirmed.Add(writer);
        ForgetIfConfirmed(committed.Session);
    }

    /// <summary>
    /// Nobody will ask any more. That need not be written: what a crash brings back is remembered until the others are asked. But the commit is durable here before it is forgotten: whoever
    /// asks, and is told that it is not known, takes it for durable.
    /// </summary>
    private void ForgetIfConfirmed(SessionId session)
    {
        if ((_held.Committed.ContainsKey(session) || !_rules.ForgetsWhenDurable) && _record.Committed.TryGetValue(session, out var committed) && (committed.IsKnown || !_rules.RemembersForCoordinator) && _remembered[session].Confirmed.Count == committed.Writers.Count - 1)
            Forget(_record.Forget(session), session);
    }

    private void Forget(ParticipantRecord record, SessionId session)
    {
        _record = record;
        _remembered.Remove(session);
    }

    private void AskOthers(TransactionId transaction, SessionId own, IReadOnlyList<ParticipantSession> writers)
    {
        foreach (var other in Others(own, writers))
            _effects.Add(new AskEffect(other.Participant, new InquiryRequest(transaction, other.Session)));
    }

    private IEnumerable<ParticipantSession> Others(SessionId own, IReadOnlyList<ParticipantSession> writers) =>
        writers.Where(writer => writer.Participant != _name || writer.Session != own);

    private sealed class RememberedCommit(TimeSpan confirmAt)
    {
        /// <summary>When those are asked who have not said that they applied it.</summary>
        public TimeSpan ConfirmAt { get; set; } = confirmAt;

        /// <summary>The other writers that have applied it durably.</summary>
        public HashSet<string> Confirmed { get; } = new(StringComparer.Ordinal);
    }
}
