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
            AfterSync(request, () => Reply(from, new VoteReply(request.Transaction, _name, request.Session, known)));
            return;
        }

        if (Whole(request.Transaction, request.Session, request.Operations) is not { } session || !MayWrite(session, request.Values))
        {
            var vote = request.Session <= _record.ForgottenThrough ? Vote.Forgotten : Vote.No;
            Reply(from, new VoteReply(request.Transaction, _name, request.Session, vote));
            return;
        }

        foreach (var (item, value) in request.Values ?? ReadOnlyDictionary<string, byte[]?>.Empty)
            session.Writes[item] = value;
        _sessions.Remove(request.Transaction);
        var prepared = new PreparedTransaction(request.Transaction, request.Session, request.Rule, request.Writers, session.Writes);
        var commits = request.Rule == DecisionRule.ByVotes && request.Writers.Count == 1;
        if (commits)
        {
            Apply(prepared);
            _locks.Release(session.Owner);
        }
        else
        {
            _record = _record.Prepare(prepared);
            _promises.Add(prepared.Session, new Promise(prepared, session.Owner, _now));
            _watch?.Saw(request.Transaction, TransactionEventKind.Prepared);
            _locks.Release(session.Owner, onlyShared: true);
            session.Owner.IsPrepared = true;
            if (!_rules.KeepsLocksUntilDecided)
                _locks.Release(session.Owner);
        }

        AfterSync(request, () => Reply(from, new VoteReply(request.Transaction, _name, request.Session, commits ? Vote.Committed : Vote.Yes)));
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
        if (_promises.TryGetValue(request.Session, out var promise))
            Apply(promise);
        // Applied now or before, in a record that may not be written yet. A newer activation answers for sessions of its own.
        if (request.Session.Epoch <= Epoch)
            AfterSync(request, () => Reply(from, new AppliedReply(request.Transaction, _name, request.Session)), isUrgent: false);
    }

    private void Abandon(TransactionId transaction, SessionId? id)
    {
        if (_sessions.TryGetValue(transaction, out var session) && (id is null || id == session.Id))
            End(session, told: null);
    }

    private void Apply(Promise promise)
    {
        _promises.Remove(promise.Prepared.Session);
        Apply(promise.Prepared);
        _locks.Release(promise.Owner);
    }

    private void Apply(PreparedTransaction prepared)
    {
        _watch?.Saw(prepared.Transaction, TransactionEventKind.Committed);
        var remembers = prepared.Rule == DecisionRule.ByVotes && _rules.RemembersCommits;
        _record = _record.Commit(prepared, remembers);
        if (remembers)
            _learnedAt[prepared.Session] = _now;
        WriteLazily();
    }

    /// <summary>Presumed abort: that the promise is gone need not be durable. If a crash brings it back, the answer will be the same.</summary>
    private void Drop(Promise promise)
    {
        _promises.Remove(promise.Prepared.Session);
        _watch?.Saw(promise.Prepared.Transaction, TransactionEventKind.Aborted);
        _record = _record.Abort(promise.Prepared.Session);
        _locks.Release(promise.Owner);
        WriteLazily();
    }

    private void Restore(PreparedTransaction prepared)
    {
        var owner = new LockOwner(prepared.Transaction) { IsPrepared = true };
        foreach (var item in prepared.Writes.Keys)
            _locks.Acquire(owner, item, exclusive: true);
        _locks.TakeGranted();

        _watch?.Saw(prepared.Transaction, TransactionEventKind.Prepared);

        // Whoever was to tell may have died with the activation before: the outcome is asked for at the first occasion.
        _promises.Add(prepared.Session, new Promise(prepared, owner, _now - _settings.InDoubtPatience));
    }

    private sealed class Promise(PreparedTransaction prepared, LockOwner owner, TimeSpan askedAt)
    {
        public PreparedTransaction Prepared => prepared;

        public LockOwner Owner => owner;

        /// <summary>Nothing was heard of it for so long that the others were asked.</summary>
        public bool IsDoubted { get; set; }

        /// <summary>When somebody last said something of it, or was asked.</summary>
        public TimeSpan AskedAt { get; set; } = askedAt;

        /// <summary>The others that have said that they are prepared, too.</summary>
        public HashSet<string> AlsoPrepared { get; } = new(StringComparer.Ordinal);
    }
}
