using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Protocol;

/// <summary>
/// Drives one saga: takes in what became of writes, attempts and messages, and gives out what is to be done next. It holds two records, the one that is durable and
/// the one that is wanted. One write is under way at a time; what changes meanwhile shares the next. Nothing is attempted that the durable record does not tell of.
/// </summary>
/// <remarks>Not safe for use by several threads. A driver that takes over writes first (a claim), so that two drivers of one saga never both go on.</remarks>
internal sealed partial class SagaDriver : IAttempts
{
    private readonly SagaPlan _plan;
    private readonly SagaRules _rules;
    private readonly Guid _id;
    private readonly List<SagaEffect> _effects = [];

    // Steps with an effect given out that has not ended, and whether it is withdrawn.
    private readonly Dictionary<int, bool> _underWay = [];
    private readonly HashSet<string> _delivering = new(StringComparer.Ordinal);

    // Steps that were running when this driver took over: what earlier attempts did, nobody knows.
    private readonly HashSet<int> _inherited = [];
    private readonly HashSet<int> _begun = [];
    private SagaRecord _wanted;
    private SagaRecord? _saving;
    private long _writes;
    private bool _isFenced;
    private bool _isSettled;

    /// <summary>A driver of a saga that was read from the storage, or is to be written there for the first time.</summary>
    /// <param name="id">Never used before.</param>
    /// <param name="plan">The steps.</param>
    /// <param name="record">What was read, or a new saga whose steps all wait.</param>
    /// <param name="isNew">Whether the record is not in the storage yet.</param>
    /// <param name="rules">The rules to obey; the standard ones by default.</param>
    public SagaDriver(Guid id, SagaPlan plan, SagaRecord record, bool isNew, SagaRules? rules = null)
    {
        (_id, _plan, _rules, _wanted) = (id, plan, rules ?? SagaRules.Standard, record);
        Durable = isNew || _rules.ClaimsFirst ? null : record;
        _inherited.UnionWith(Enumerable.Range(0, record.Steps.Count).Where(step => record.Steps[step].State == SagaStepState.Running));
        _isSettled = !isNew && record.IsSettled;
    }

    /// <summary>What this driver knows to be durable: null until its first write is.</summary>
    public SagaRecord? Durable { get; private set; }

    /// <summary>What is to become durable.</summary>
    public SagaRecord Wanted => _wanted;

    /// <summary>The number of the write that will carry all that was said so far.</summary>
    public long NextWrite => NeedsSaving ? _writes + 1 : _writes;

    /// <summary>The number of the last write that is durable.</summary>
    public long LastWrite { get; private set; }

    /// <summary>Another driver has written: this one does nothing more.</summary>
    public bool IsFenced => _isFenced;

    private bool NeedsSaving => (_saving ?? Durable) is not { } written || !SameButStamp(written, _wanted);

    /// <summary>Moves on, and gives what is to be done.</summary>
    public IReadOnlyList<SagaEffect> Advance(DateTimeOffset now)
    {
        if (_isFenced || _isSettled)
            return [];
        _wanted = SagaCourse.Advance(_plan, _wanted, this, now, _rules);
        if (_wanted.State == SagaState.Compensating)
            WithdrawForward();
        if (_saving is null && NeedsSaving)
        {
            _saving = _wanted = _wanted with { Stamp = new WriteStamp(_id, ++_writes) };
            _effects.Add(new SagaEffect.Save(_saving));
        }

        Begin();
        if (_saving is null && Durable is { IsSettled: true } && !NeedsSaving && _underWay.Count == 0)
        {
            _isSettled = true;
            _effects.Add(new SagaEffect.Settle());
        }

        var effects = _effects.ToArray();
        _effects.Clear();
        return effects;
    }

    /// <summary>The write that was asked for is durable.</summary>
    public void Saved()
    {
        Durable = _saving;
        LastWrite = _writes;
        _saving = null;
    }

    /// <summary>The write that was asked for has not happened and cannot: somebody else's is there.</summary>
    public void Fenced() => _isFenced = true;

    bool IAttempts.IsUnderWay(int step) => _underWay.ContainsKey(step);

    bool IAttempts.MayHaveBegun(int step) => _begun.Contains(step) || _inherited.Contains(step);

    /// <summary>Gives out what the durable record allows and nobody has begun.</summary>
    private void Begin()
    {
        if ((_rules.RunsDurableStepsOnly ? Durable : _wanted) is not { } allowed)
            return;
        for (var step = 0; step < _wanted.Steps.Count; step++)
        {
            var state = _wanted.Steps[step].State;
            if (_underWay.ContainsKey(step) || allowed.Steps[step].State != state)
                continue;
            if (state == SagaStepState.Running && _wanted.State == SagaState.Running)
            {
                _underWay.Add(step, false);
                _begun.Add(step);
                _effects.Add(new SagaEffect.Run(step, _inherited.Contains(step)));
            }
            else if (state == SagaStepState.Compensating)
            {
                _underWay.Add(step, false);
                _effects.Add(new SagaEffect.Compensate(step));
            }
        }

        foreach (var message in allowed.Outbox.Where(message => _wanted.Outbox.Contains(message) && _delivering.Add(message.Key)))
            _effects.Add(new SagaEffect.Deliver(message));
    }

    private void WithdrawForward()
    {
        foreach (var step in _underWay.Where(attempt => !attempt.Value && _wanted.Steps[attempt.Key].State == SagaStepState.Running).Select(attempt => attempt.Key).ToArray())
            Withdraw(step);
    }

    private void Withdraw(int step)
    {
        _underWay[step] = true;
        _effects.Add(new SagaEffect.Withdraw(step));
    }

    private static bool SameButStamp(SagaRecord one, SagaRecord other) => one == other with { Stamp = one.Stamp };
}
