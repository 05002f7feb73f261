using System.Collections.ObjectModel;
using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

internal sealed partial class TransactionParticipant
{
    private void Validate(object from, ValidateRequest request)
    {
        if (request.Session.Epoch > Epoch)
            return;
        if (Whole(request.Transaction, request.Session, request.Operations) is not { } session)
        {
            Reply(from, new VoteReply(request.Transaction, _name, request.Session, Vote.No));
            return;
        }

        if (session.After.Count > 0)
        {
            session.Deferred = (from, request);
            return;
        }

        // All locks of the transaction are held now, here and elsewhere: that is the moment it stands at. The locks may go; the yes has to
        // wait until it is certain that at this moment no other activation was handing out the same items.
        _watch?.Saw(session.Transaction, TransactionEventKind.Validated);
        End(session, told: null, isValidated: true);
        AfterSync(request, () => Reply(from, new VoteReply(request.Transaction, _name, request.Session, Vote.Yes)));
    }

    private void Prepare(object from, PrepareRequest request)
    {
        // A newer activation has it, and a no from here would be taken for final.
        if (request.Session.Epoch > Epoch)
            return;
        if (Find(request.Session) is { } known)
        {
            var standing = _promises.GetValueOrDefault(request.Session);
            AfterSync(request, () => WhenBinding(standing, isBinding => Reply(from, new VoteReply(request.Transaction, _name, request.Session, isBinding ? known : Vote.No))));
            return;
        }

        if (Whole(request.Transaction, request.Session, request.Operations) is not { } session || !MayWrite(session, request.Values))
        {
            var vote = request.Session <= _record.ForgottenThrough ? Vote.Forgotten : Vote.No;
            Reply(from, new VoteReply(request.Transaction, _name, request.Session, vote));
            return;
        }

        var commits = request.Rule == DecisionRule.ByVotes && request.Writers.Count == 1;
        if (commits && session.After.Count > 0)
        {
            session.Deferred = (from, request);
            return;
        }

        foreach (var (item, value) in request.Values ?? ReadOnlyDictionary<string, byte[]?>.Empty)
            session.Writes[item] = value;
        _sessions.Remove(request.Transaction);
        var prepared = new PreparedTransaction(request.Transaction, request.Session, request.Rule, request.Writers, session.Writes, request.IsWhole, [.. session.After]);
        Promise? promise = null;
        if (commits)
        {
            Apply(prepared, isKnown: false);
        }
        else
        {
            _record = _record.Prepare(prepared);
            AddPromise(promise = new Promise(prepared, _now));
            _watch?.Saw(request.Transaction, TransactionEventKind.Prepared);
        }

        // Whoever comes next sees what is promised, and stands or falls with it.
        _locks.Release(session.Owner);
        AfterSync(request, () => WhenBinding(promise, isBinding => Reply(
            from, new VoteReply(request.Transaction, _name, request.Session, !isBinding ? Vote.No : commits ? Vote.Committed : Vote.Yes))));
    }

    /// <summary>The vote that was given before, or null.</summary>
    private Vote? Find(SessionId session) =>
        _record.Prepared.ContainsKey(session) ? Vote.Yes
        : !_record.Committed.TryGetValue(session, out var committed) ? null
        : committed.Writers.Count == 1 ? Vote.Committed
        : Vote.Yes;

    /// <summary>The session, if it is alive and has seen all operations; one that has not is ended.</summary>
    private Session? Whole(TransactionId transaction, SessionId id, int operations)
    {
        if (!_sessions.TryGetValue(transaction, out var session) || session.Id != id)
            return null;
        if (session.Results.Values.Count(result => result is not null) == operations)
            return session;
        End(session, told: null);
        return null;
    }

    private bool MayWrite(Session session, IReadOnlyDictionary<string, byte[]?>? values) =>
        values is null || values.Keys.All(item => _locks.Holds(session.Owner, item, exclusive: true));

    private void Commit(object from, CommitRequest request)
    {
        // A coordinator that waits for nothing will not ask again.
        if (_promises.TryGetValue(request.Session, out var promise))
            Apply(promise, isKnown: !request.IsAwaited);
        else if (!request.IsAwaited)
            LearnThatKnown(request.Session);
        // Applied now or before, in a record that may not be written yet. A newer activation answers for sessions of its own.
        if (request.IsAwaited && request.Session.Epoch <= Epoch)
            AfterSync(request, () => Reply(from, new AppliedReply(request.Transaction, _name, request.Session)), isUrgent: false);
    }

    private void Abandon(TransactionId transaction, SessionId? id)
    {
        if (_sessions.TryGetValue(transaction, out var session) && (id is null || id == session.Id))
            End(session, told: null);
    }

    private void Apply(Promise promise, bool isKnown = false)
    {
        // That it is committed shows that what it stands after is, which an activation before may have known.
        while (promise.After.Count > 0)
            Apply(_promises[promise.After.First()]);
        if (promise.IsCommitted is not null)
        {
            // All others had promised, too: with the last that it stood after it was committed itself.
            if (isKnown)
                LearnThatKnown(promise.Prepared.Session);
            return;
        }

        RemovePromise(promise);
        Apply(promise.Prepared, isKnown);
        Settle(promise, isCommitted: true);
    }

    private void Apply(PreparedTransaction prepared, bool isKnown)
    {
        _watch?.Saw(prepared.Transaction, TransactionEventKind.Committed);
        var remembers = prepared.Rule == DecisionRule.ByVotes && _rules.RemembersCommits;
        _record = _record.Commit(prepared, remembers, isKnown);
        if (remembers)
            Remember(_record.Committed[prepared.Session], _now + (isKnown ? _settings.ConfirmAfter : _settings.RememberFor));
        WriteLazily();
    }

    /// <summary>Presumed abort: that the promise is gone need not be durable. If a crash brings it back, the answer will be the same.</summary>
    private void Drop(Promise promise)
    {
        if (!_promises.ContainsKey(promise.Prepared.Session))
            return;
        RemovePromise(promise);
        _watch?.Saw(promise.Prepared.Transaction, TransactionEventKind.Aborted);
        _record = _record.Abort(promise.Prepared.Session);
        WriteLazily();
        Settle(promise, isCommitted: false);
    }

    /// <summary>Makes the promises of a record stand again, each behind those that it stands after.</summary>
    private void Restore(ParticipantRecord record)
    {
        var left = record.Prepared.Values.ToList();
        while (left.Count > 0)
        {
            var next = left.Find(prepared => !prepared.After.Any(before => left.Exists(other => other.Session == before)))
                ?? throw new FormatException($"The promises of {_name} stand after each other in a circle.");
            left.Remove(next);
            _watch?.Saw(next.Transaction, TransactionEventKind.Prepared);

            // Whoever was to tell may have died with the activation before: the outcome is asked for at the first occasion.
            AddPromise(new Promise(next, _now - _settings.InDoubtPatience - TimeSpan.FromTicks(1)) { IsRestored = true });
        }
    }

    private void AddPromise(Promise promise)
    {
        promise.After.UnionWith(promise.Prepared.After.Where(_promises.ContainsKey));
        foreach (var item in promise.Prepared.Writes.Keys)
        {
            if (!_promised.TryGetValue(item, out var promises))
                _promised.Add(item, promises = []);
            promises.Add(promise);
        }

        _promises.Add(promise.Prepared.Session, promise);
    }

    private void RemovePromise(Promise promise)
    {
        _promises.Remove(promise.Prepared.Session);
        foreach (var item in promise.Prepared.Writes.Keys)
        {
            var promises = _promised[item];
            promises.Remove(promise);
            if (promises.Count == 0)
                _promised.Remove(item);
        }
    }

    /// <summary>A promise is decided: what was waiting for that goes on, or is over with it.</summary>
    private void Settle(Promise decided, bool isCommitted)
    {
        var session = decided.Prepared.Session;
        foreach (var after in _sessions.Values.Where(other => other.After.Contains(session)).ToArray())
        {
            if (!isCommitted)
            {
                End(after, AbortCause.Refused);
                continue;
            }

            after.After.Remove(session);
            if (after is { After.Count: 0, Deferred: var (from, request) })
            {
                after.Deferred = null;
                if (request is ValidateRequest validate)
                    Validate(from, validate);
                else
                    Prepare(from, (PrepareRequest)request);
            }
        }

        var followers = _promises.Values.Where(other => other.After.Contains(session)).ToArray();
        foreach (var after in followers)
        {
            if (!isCommitted)
                Drop(after);
            else if (after.After.Remove(session) && after.After.Count == 0)
                Bind(after);
        }

        decided.IsCommitted = isCommitted;
        decided.Tell(isCommitted);
        foreach (var (from, request) in decided.Asking)
            Answer(from, request);
        foreach (var after in followers)
            ApplyIfAllPromised(after);
    }

    private void Bind(Promise promise)
    {
        promise.Tell(isBinding: true);

        // If its coordinator lives, it is told only now; if not, others wait for this promise in turn.
        if (promise.IsOverdue)
            promise.AskedAt = _now - _settings.InDoubtPatience + (_settings.InDoubtPatience / 4);
        promise.IsOverdue = false;
    }

    /// <summary>Says something of a promise as soon as it binds, since what it stands after has committed, or is over. What is no promise any more has committed.</summary>
    private static void WhenBinding(Promise? promise, Action<bool> say)
    {
        if (promise?.IsCommitted is { } isCommitted)
            say(isCommitted);
        else if (promise is null || promise.After.Count == 0)
            say(true);
        else
            promise.Waiting.Add(say);
    }

    private sealed class Promise(PreparedTransaction prepared, TimeSpan askedAt)
    {
        public PreparedTransaction Prepared => prepared;

        /// <summary>What it stands after, and is not decided.</summary>
        public HashSet<SessionId> After { get; } = [];

        /// <summary>What became of it; null while it is not decided here.</summary>
        public bool? IsCommitted { get; set; }

        /// <summary>What is said when it binds, or is over.</summary>
        public List<Action<bool>> Waiting { get; } = [];

        public void Tell(bool isBinding)
        {
            foreach (var say in Waiting)
                say(isBinding);
            Waiting.Clear();
        }

        /// <summary>An activation before this one has given it.</summary>
        public bool IsRestored { get; init; }

        /// <summary>It was time to ask for the outcome before it bound.</summary>
        public bool IsOverdue { get; set; }

        /// <summary>Who has asked about it and is answered again when it is decided.</summary>
        public List<(object From, InquiryRequest Request)> Asking { get; } = [];

        /// <summary>Nothing was heard of it for so long that the others were asked.</summary>
        public bool IsDoubted { get; set; }

        /// <summary>When somebody last said something of it, or was asked.</summary>
        public TimeSpan AskedAt { get; set; } = askedAt;

        /// <summary>The others that have said that they are prepared, too.</summary>
        public HashSet<string> AlsoPrepared { get; } = new(StringComparer.Ordinal);
    }
}
