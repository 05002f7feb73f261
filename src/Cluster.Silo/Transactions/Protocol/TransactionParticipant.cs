using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// One activation of a participant: named items with one committed value each, sessions of transactions under way, and the promises made. Takes
/// requests, answers and time in and gives effects out; it knows no network and no disk. Not safe for concurrent calls.
/// </summary>
/// <remarks>
/// Two activations may be alive at once. Nothing that the older one says after the newer has taken over can do harm: it can't write, every vote waits for a
/// write or a read of the register, and a session that it refuses is one that the newer one doesn't have. When it learns that it was replaced
/// it falls silent.
/// </remarks>
internal sealed partial class TransactionParticipant
{
    private readonly string _name;
    private readonly ParticipantSettings _settings;
    private readonly ParticipantRules _rules;
    private readonly LockTable _locks;
    private readonly Dictionary<TransactionId, Session> _sessions = [];
    private readonly Dictionary<SessionId, Promise> _promises = [];

    /// <summary>The promises that write an item, each but the first over what the one before is going to write.</summary>
    private readonly Dictionary<string, List<Promise>> _promised = new(StringComparer.Ordinal);
    private readonly List<ParticipantEffect> _effects = [];
    private readonly IParticipantWatch? _watch;
    private ParticipantRecord _record;
    private long _sessionNumber;
    private TimeSpan _now;

    /// <param name="name">The participant's name.</param>
    /// <param name="record">What this activation has written to take over (<see cref="ParticipantRecord.TakeOver"/>).</param>
    /// <param name="settings">Its patience.</param>
    /// <param name="now">The time.</param>
    /// <param name="rules">The rules, as they are or broken.</param>
    /// <param name="watch">Told of what happens, for people to see.</param>
    public TransactionParticipant(
        string name, ParticipantRecord record, ParticipantSettings settings, TimeSpan now, ParticipantRules? rules = null, IParticipantWatch? watch = null)
    {
        _watch = watch;
        (_name, _record, _settings, _rules, _now) = (name, record, settings, rules ?? ParticipantRules.Standard, now);
        _locks = new LockTable(_rules);
        _held = record;
        Restore(record);
        foreach (var committed in record.Committed.Values)
            Remember(committed, committed.IsKnown ? now : now + settings.RememberFor);
    }

    public long Epoch => _record.Stamp.Epoch;

    /// <summary>Another activation has taken over: this one says nothing any more.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The state as it is in memory; it may not be durable yet.</summary>
    public ParticipantRecord Record => _record;

    public int ActiveSessions => _sessions.Count;

    /// <summary>Promises that are not decided here yet.</summary>
    public int OpenPromises => _promises.Count;

    /// <summary>The transactions that they were given to.</summary>
    public IEnumerable<TransactionId> Promises => _promises.Values.Select(promise => promise.Prepared.Transaction);

    /// <summary>Sessions that wait for a lock.</summary>
    public int WaitingSessions => _sessions.Values.Count(session => session.Waiting.Count > 0);

    /// <summary>Promises of which nothing was heard for so long that the others were asked.</summary>
    public int PromisesInDoubt => _promises.Values.Count(promise => promise.IsDoubted);

    /// <summary>Whether a transaction has a session here that is not prepared.</summary>
    public bool IsActive(TransactionId transaction) => _sessions.ContainsKey(transaction);

    /// <summary>When <see cref="Tick"/> is to be called next; null if there is nothing to wait for. Right after a tick it is later than that.</summary>
    public TimeSpan? TickAt
    {
        get
        {
            if (IsStopped)
                return null;
            var at = _syncing is not null ? _retryAt : _dueAt ?? TimeSpan.MaxValue;
            foreach (var promise in _promises.Values)
            {
                // One that is not durable yet waits for the write, however long that takes, and nobody is asked about it.
                var asks = promise.AskedAt + _settings.InDoubtPatience + TimeSpan.FromTicks(1);
                if (asks < at && _held.Prepared.ContainsKey(promise.Prepared.Session))
                    at = asks;
            }

            if (_sessions.Count > 0)
                at = Min(at, _now + _sessions.Values.Min(IdleTimeoutOf));
            at = Min(Min(at, _suspectAt), _confirmAt);
            return at == TimeSpan.MaxValue ? null : at;

            static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
        }
    }

    public void Receive(object from, ParticipantRequest request, TimeSpan now)
    {
        _now = now;
        if (IsStopped)
            return;
        switch (request)
        {
            case OperationRequest operation:
                Operate(from, operation);
                break;
            case ValidateRequest validate:
                Validate(from, validate);
                break;
            case PrepareRequest prepare:
                Prepare(from, prepare);
                break;
            case CommitRequest commit:
                Commit(from, commit);
                break;
            case AbortRequest abort:
                Abandon(abort.Transaction, abort.Session);
                if (_promises.TryGetValue(abort.Session, out var promise))
                    Drop(promise);
                break;
            case AbandonRequest abandon:
                Abandon(abandon.Transaction, abandon.Session);
                break;
            case AppliedRequest applied:
                LearnThatApplied(applied);
                break;
            case SnapshotRequest snapshot:
                Read(from, snapshot);
                break;
            case CheckRequest check:
                Check(from, check);
                break;
            case InquiryRequest inquiry:
                Answer(from, inquiry);
                break;
        }

        FollowLocks();
        StartSyncIfDue();
    }

    /// <summary>To be called from time to time.</summary>
    public void Tick(TimeSpan now)
    {
        _now = now;
        if (IsStopped)
            return;
        foreach (var session in _sessions.Values.Where(session => now - session.HeardAt > IdleTimeoutOf(session)).ToArray())
            End(session, AbortCause.SessionLost);
        FindOutcomes();
        FindForgettable();
        FollowLocks();
        TickDeadlocks();
        TickSync();
    }

    /// <summary>What is to be done, each once and in this order.</summary>
    public IReadOnlyList<ParticipantEffect> TakeEffects()
    {
        if (_effects.Count == 0)
            return [];
        ParticipantEffect[] effects = [.. _effects];
        _effects.Clear();
        return effects;
    }

    /// <summary>Ends all sessions that are not prepared and writes what is not durable: this activation is about to go, in order.</summary>
    public void Retire(TimeSpan now)
    {
        _now = now;
        if (IsStopped)
            return;
        foreach (var session in _sessions.Values.ToArray())
            End(session, AbortCause.SessionLost);
        FollowLocks();
        if (_dueAt is not null)
            _dueAt = _now;
        StartSyncIfDue();
    }

    public override string ToString() =>
        $"{_name} at {_record.Stamp}: {_sessions.Count} active, prepared [{string.Join(", ", _record.Prepared.Values.Select(p => p.Transaction))}], {_record.Committed.Count} remembered";

    private TimeSpan IdleTimeoutOf(Session session) =>
        session.IsBrief && _settings.BriefTimeout < _settings.IdleTimeout ? _settings.BriefTimeout : _settings.IdleTimeout;

    private void Reply(object to, ParticipantReply reply) => _effects.Add(new ReplyEffect(to, reply));

    /// <summary>Ends a session that is not prepared. It never will be: a late request finds no session of that name.</summary>
    private void End(Session session, AbortCause? told, bool isValidated = false)
    {
        if (!_sessions.Remove(session.Transaction))
            return;
        _locks.Release(session.Owner);
        if (!isValidated)
            _watch?.Saw(session.Transaction, TransactionEventKind.Aborted, cause: told);
        if (session.Deferred is var (from, _))
            Reply(from, new VoteReply(session.Transaction, _name, session.Id, Vote.No, told));
        if (told is { } cause)
            Reply(session.Coordinator, new SessionEndedReply(session.Transaction, _name, session.Id, cause));
    }
}
