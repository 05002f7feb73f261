namespace Cluster.Transactions.Protocol;

/// <summary>
/// One attempt at a transaction, seen from who runs it: a client or a grain. Takes operations, replies and time in and gives messages and the outcome
/// out. It keeps nothing durable; when it dies the participants finish without it. Not safe for concurrent calls.
/// </summary>
internal sealed partial class TransactionCoordinator
{
    private readonly TransactionId _id;
    private readonly CoordinatorSettings _settings;
    private readonly CoordinatorRules _rules;
    private readonly TimeSpan _deadline;
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);
    private readonly List<CoordinatorEffect> _effects = [];
    private DecisionRule _rule;
    private TimeSpan _resendAt;
    private Phase _phase;
    private int _operations;
    private int _asked;
    private int _votes;
    private bool _isSnapshot;
    private bool _hasOthers;
    private bool _isRepeating;

    public TransactionCoordinator(TransactionId id, DecisionRule rule, CoordinatorSettings settings, TimeSpan now, CoordinatorRules? rules = null)
    {
        (_id, _rule, _settings, _rules) = (id, rule, settings, rules ?? CoordinatorRules.Standard);
        _deadline = now + settings.Deadline;
        _resendAt = now + settings.ResendAfter;
    }

    private enum Phase
    {
        Active,
        Validating,
        Preparing,
        Deciding,
        Applying,
        Over,
    }

    public TransactionId Id => _id;

    public TransactionOutcome Outcome { get; private set; }

    /// <summary>Whether nothing is left to be done, for itself or for others.</summary>
    public bool IsOver => _phase == Phase.Over;

    /// <summary>Begins an operation; its result comes as an <see cref="OperationDoneEffect"/> with the number that is returned.</summary>
    public int Operate(string participant, string item, Access access, byte[]? value = null)
    {
        if (_phase != Phase.Active)
            throw new InvalidOperationException($"Transaction {_id} takes no operation any more: it is {Outcome}.");
        if (_operations > 0 && _isSnapshot != (access == Access.Snapshot))
            throw new InvalidOperationException($"Transaction {_id} reads without locks: it can neither write nor lock.");
        _isSnapshot = access == Access.Snapshot;
        if (!_parts.TryGetValue(participant, out var part))
            _parts.Add(participant, part = new Part(participant));
        part.Writes |= access == Access.Write;
        var number = ++part.Operations;
        ParticipantRequest request = _isSnapshot ? new SnapshotRequest(_id, number, item) : new OperationRequest(_id, part.Session, number, item, access, value);
        part.Pending.Add(number, (++_operations, request));
        Send(participant, request);
        return _operations;
    }

    /// <summary>
    /// Writes an item that was read for an update when the transaction is asked to commit: it needs no message of its own. A participant that does not hold the lock any more votes no.
    /// </summary>
    public void Write(string participant, string item, byte[]? value)
    {
        if (_phase != Phase.Active || !_parts.TryGetValue(participant, out var part))
            throw new InvalidOperationException($"Transaction {_id} writes {participant}/{item}, which it has not read for an update, or is {Outcome}.");
        part.Writes = true;
        (part.Values ??= new Dictionary<string, byte[]?>(StringComparer.Ordinal))[item] = value;
    }

    /// <summary>Counts in what was done at a participant by somebody else than this coordinator, on the transaction's behalf.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="session">The session that it was done in.</param>
    /// <param name="operations">How many operations, beside those that were counted before.</param>
    /// <param name="writes">Whether any of them wrote.</param>
    public void Join(string participant, SessionId session, int operations, bool writes)
    {
        if (_phase != Phase.Active)
            return;
        if (!_parts.TryGetValue(participant, out var part))
            _parts.Add(participant, part = new Part(participant));
        if (part.Session is { } known && known != session)
        {
            // As with two answers of different sessions: what was done in the first is lost. Both may still hold locks.
            Send(participant, new AbandonRequest(_id, session));
            EndAborted(AbortCause.SessionLost);
            return;
        }

        part.Session = session;
        part.Operations += operations;
        part.Writes |= writes;
    }

    /// <summary>Counts in what was read without a lock by somebody else than this coordinator. Not together with <see cref="Join"/>.</summary>
    public void Observe(string participant, string item, SessionId version)
    {
        if (_phase != Phase.Active)
            return;
        _isSnapshot = true;
        if (!_parts.TryGetValue(participant, out var part))
            _parts.Add(participant, part = new Part(participant));
        if (!part.Versions.TryAdd(item, version) && part.Versions[item] != version)
            EndAborted(AbortCause.Overtaken);
    }

    /// <summary>How the decision is made from now on. Not after the transaction was asked to commit.</summary>
    public void DecideBy(DecisionRule rule)
    {
        if (_phase == Phase.Active)
            _rule = rule;
    }

    /// <summary>Gives the transaction up. Without effect once it has been asked to commit.</summary>
    public void Abort(AbortCause cause = AbortCause.Requested)
    {
        if (_phase == Phase.Active)
            EndAborted(cause);
    }

    public void Receive(ParticipantReply reply)
    {
        if (reply.Transaction != _id)
            return;
        var part = _parts.GetValueOrDefault(reply.Participant);
        switch (reply)
        {
            case OperationReply operation:
                Receive(operation, part);
                break;
            case SnapshotReply snapshot when part is not null && _phase == Phase.Active:
                Receive(snapshot, part);
                break;
            case SessionEndedReply ended when part is not null && (part.Session ?? ended.Session) == ended.Session:
                LearnThatEnded(ended.Cause);
                break;
            case VoteReply vote when part is not null && part.Session == vote.Session:
                Receive(part, vote);
                break;
            case AppliedReply applied when part is not null && part.Session == applied.Session && _phase == Phase.Applying:
                part.IsApplied = true;
                EndWhenApplied();
                break;
        }
    }

    /// <summary>
    /// What to do about a reply to a coordinator that is no more: a late request may have begun a session that nobody will use, and it must not sit on its
    /// locks until it times out. Null if nothing.
    /// </summary>
    public static SendEffect? Stray(ParticipantReply reply) =>
        reply is OperationReply ? new SendEffect(reply.Participant, new AbandonRequest(reply.Transaction, reply.Session)) : null;

    /// <summary>To be called from time to time.</summary>
    public void Tick(TimeSpan now)
    {
        if (now >= _deadline && Outcome == TransactionOutcome.Pending)
            PassDeadline();
        if (now < _resendAt || _phase == Phase.Over)
            return;
        _resendAt = now + _settings.ResendAfter;
        _isRepeating = true;
        if (_phase == Phase.Active)
        {
            foreach (var part in _parts.Values)
            {
                foreach (var (_, request) in part.Pending.Values)
                    Send(part.Name, request is OperationRequest operation ? operation with { Session = part.Session } : request);
            }
        }
        else
        {
            Resend();
        }

        _isRepeating = false;
    }

    /// <summary>What is to be done, each once.</summary>
    public IReadOnlyList<CoordinatorEffect> TakeEffects()
    {
        if (_effects.Count == 0)
            return [];
        CoordinatorEffect[] effects = [.. _effects];
        _effects.Clear();
        return effects;
    }

    private void Receive(OperationReply reply, Part? part)
    {
        if (part is null || _phase != Phase.Active || (part.Session ?? reply.Session) != reply.Session)
        {
            if (part?.Session != reply.Session && Stray(reply) is { } abandon)
                _effects.Add(abandon);
            // Two sessions: the participant has moved between two operations, and what the first one did is lost.
            if (_phase == Phase.Active && part is not null)
                EndAborted(AbortCause.SessionLost);
            return;
        }

        part.Session = reply.Session;
        if (part.Pending.Remove(reply.Number, out var pending))
            _effects.Add(new OperationDoneEffect(pending.Operation, reply.Value));
    }

    private void Receive(SnapshotReply reply, Part part)
    {
        if (!part.Pending.Remove(reply.Number, out var pending))
            return;
        part.Versions.TryAdd(reply.Item, reply.Version);
        if (part.Versions[reply.Item] == reply.Version)
            _effects.Add(new OperationDoneEffect(pending.Operation, reply.Value));
        else
            EndAborted(AbortCause.Overtaken);
    }

    private void Send(string participant, ParticipantRequest request) => _effects.Add(new SendEffect(participant, request, _isRepeating));

    private sealed class Part(string name)
    {
        public string Name => name;

        public SessionId? Session { get; set; }

        public int Operations { get; set; }

        public bool Writes { get; set; }

        public Dictionary<int, (int Operation, ParticipantRequest Request)> Pending { get; } = [];

        /// <summary>What was read without locks.</summary>
        public Dictionary<string, SessionId> Versions { get; } = [];

        /// <summary>What is written when it is asked to prepare.</summary>
        public Dictionary<string, byte[]?>? Values { get; set; }

        public bool HasVoted { get; set; }

        public bool IsApplied { get; set; }
    }
}
