using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <remarks>
/// One write of the record is under way at a time; what changes meanwhile, of however many transactions, shares the next (group commit). A write
/// whose outcome is unknown is repeated as it is: if the first went through, the register says that it holds just this.
/// </remarks>
internal sealed partial class TransactionParticipant
{
    private List<Action> _awaitingThis = [];
    private List<Action> _awaitingNext = [];
    private List<CommittedTransaction> _tellingThis = [];
    private List<CommittedTransaction> _tellingNext = [];
    private ParticipantRecord _held;
    private ParticipantRecord? _syncing;
    private TimeSpan _retryAt;
    private TimeSpan? _dueAt;
    private long _attempts;
    private long _firstAttempt;

    /// <summary>Whether all that this activation knows is durable, but for what need not be remembered any more.</summary>
    public bool IsSettled => _syncing is null && _dueAt is null;

    /// <summary>The answer to a <see cref="SyncEffect"/>.</summary>
    /// <param name="attempt">The effect's number.</param>
    /// <param name="held">The stamp of what the register holds now, ours or another's; null when that is not known.</param>
    /// <param name="now">The time.</param>
    public void Synced(long attempt, RecordStamp? held, TimeSpan now)
    {
        _now = now;
        if (IsStopped || held is not { } stamp)
            return;
        if (stamp.Epoch > Epoch)
        {
            // What was under way may have been written before the other took over: only the other can tell now.
            IsStopped = true;
            _effects.Clear();
            return;
        }

        if (_syncing is null || attempt < _firstAttempt || stamp != _syncing.Stamp)
            return;
        _held = _syncing;
        _syncing = null;
        foreach (var action in _awaitingThis)
            action();
        _awaitingThis.Clear();
        foreach (var applied in _tellingThis)
        {
            TellOthers(applied);
            ForgetIfConfirmed(applied.Session);
        }

        _tellingThis.Clear();
        StartSyncIfDue();
    }

    /// <summary>Writes the record anew although nothing has changed, if it holds no promises: a replica that was away may still have some that are over.</summary>
    public void Refresh(TimeSpan now)
    {
        _now = now;
        if (IsStopped || _syncing is not null || !_record.Prepared.IsEmpty)
            return;
        if (ReferenceEquals(_record, _held))
            _record = _record with { Stamp = _record.Stamp };
        _dueAt = _now;
        StartSyncIfDue();
    }

    /// <summary>Says something as soon as a sync that begins after this moment has shown that it is durable and that nobody has taken over.</summary>
    private void AfterSync(ParticipantRequest request, Action say, bool isUrgent = true)
    {
        if (!_rules.WaitsForSync(request))
        {
            say();
            WriteLazily();
            return;
        }

        _awaitingNext.Add(say);
        if (isUrgent)
            _dueAt = _now;
        else
            WriteWithin(_settings.AwaitedWrite);
    }

    private void WriteLazily() => WriteWithin(_settings.LazyWrite);

    private void WriteWithin(TimeSpan patience)
    {
        if (_dueAt is not { } due || due > _now + patience)
            _dueAt = _now + patience;
    }

    private void TickSync()
    {
        if (_syncing is not null && _now >= _retryAt)
            EmitSync();
        StartSyncIfDue();
    }

    private void StartSyncIfDue()
    {
        if (IsStopped || _syncing is not null || _dueAt is not { } due || due > _now)
            return;
        _dueAt = null;
        if (!ReferenceEquals(_record, _held))
            _record = _record with { Stamp = _record.Stamp with { Write = _held.Stamp.Write + 1 } };
        _syncing = _record;
        (_awaitingThis, _awaitingNext) = (_awaitingNext, _awaitingThis);
        (_tellingThis, _tellingNext) = (_tellingNext, _tellingThis);
        _firstAttempt = _attempts + 1;
        EmitSync();
    }

    private void EmitSync()
    {
        _retryAt = _now + _settings.SyncPatience;
        _effects.Add(new SyncEffect(++_attempts, _held.Stamp, _syncing!));
    }
}
