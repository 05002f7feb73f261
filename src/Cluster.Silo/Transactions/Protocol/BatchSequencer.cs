using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// Puts declared transactions into an order and commits them in batches, each batch as one transaction: it locks and reads all items at once,
/// runs the transactions one after the other in memory, and writes what is left in the end. What came while a batch was under way makes the next. It keeps nothing:
/// when it dies its callers ask again, here or elsewhere, and what was committed is known by the results that were written with it.
/// </summary>
/// <param name="id">Belongs to this object, for ever.</param>
/// <param name="home">The participant that keeps the callers' results; the same for every sequencer that a caller may turn to.</param>
/// <param name="settings">How batches are made.</param>
internal sealed class BatchSequencer(long id, string home, BatchSequencerSettings settings)
{
    private readonly List<DeclaredRequest> _waiting = [];
    private readonly HashSet<(string Caller, long Number)> _known = [];
    private readonly List<CoordinatorEffect> _effects = [];
    private readonly List<DeclaredResult> _answers = [];
    private readonly Dictionary<int, DeclaredItem> _reading = [];
    private readonly Dictionary<DeclaredItem, byte[]?> _values = [];
    private readonly List<TransactionCoordinator> _finishing = [];
    private DeclaredBatch? _batch;
    private TransactionCoordinator? _coordinator;
    private TransactionId _transaction;
    private IReadOnlyList<DeclaredResult> _results = [];
    private TimeSpan _retryAt;
    private long _batches;
    private int _writing;

    /// <summary>Requests that are neither answered nor in the batch under way.</summary>
    public int Waiting => _waiting.Count;

    public void Submit(DeclaredRequest request, TimeSpan now)
    {
        if (!_known.Add((request.Caller, request.Number)))
            return;
        _waiting.Add(request);
        if (_batch is null)
            StartNext(now);
    }

    public void Receive(ParticipantReply reply, TimeSpan now)
    {
        var coordinator = _coordinator?.Id == reply.Transaction ? _coordinator : _finishing.Find(finishing => finishing.Id == reply.Transaction);
        if (coordinator is not null)
            coordinator.Receive(reply);
        else if (TransactionCoordinator.Stray(reply) is { } abandon)
            _effects.Add(abandon);
        Follow(now);
    }

    /// <summary>See <see cref="TransactionCoordinator.Decided"/>.</summary>
    public void Decided(TransactionId transaction, Decision? held, TimeSpan now)
    {
        if (_coordinator?.Id == transaction)
            _coordinator.Decided(held);
        Follow(now);
    }

    /// <summary>To be called from time to time.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (var finishing in _finishing)
            finishing.Tick(now);
        _coordinator?.Tick(now);
        if (_batch is not null && _coordinator is null && now >= _retryAt)
            Try(now);
        Follow(now);
    }

    /// <summary>Messages to send and decisions to set, each once.</summary>
    public IReadOnlyList<CoordinatorEffect> TakeEffects() => Take(_effects);

    /// <summary>Results of committed transactions, to be told to their callers.</summary>
    public IReadOnlyList<DeclaredResult> TakeAnswers() => Take(_answers);

    private static T[] Take<T>(List<T> list)
    {
        T[] taken = [.. list];
        list.Clear();
        return taken;
    }

    private void StartNext(TimeSpan now)
    {
        if (_waiting.Count == 0)
            return;
        var count = Math.Min(settings.MaxBatch, _waiting.Count);
        _batch = new DeclaredBatch(home, _waiting[..count]);
        _waiting.RemoveRange(0, count);
        _transaction = new TransactionId(now.Ticks, id, ++_batches, 0);
        Try(now);
        Follow(now);
    }

    /// <summary>The same batch in the same order, as often as it takes: it grows older, and so gets its locks.</summary>
    private void Try(TimeSpan now)
    {
        _transaction = _transaction with { Attempt = _transaction.Attempt + 1 };
        _coordinator = new TransactionCoordinator(_transaction, DecisionRule.ByVotes, settings.Coordinator, now);
        _reading.Clear();
        _values.Clear();
        _writing = 0;
        foreach (var item in _batch!.Items)
            _reading.Add(_coordinator.Operate(item.Participant, item.Item, Access.ReadForUpdate), item);
    }

    private void Follow(TimeSpan now)
    {
        foreach (var finishing in _finishing)
            _effects.AddRange(finishing.TakeEffects());
        _finishing.RemoveAll(finishing => finishing.IsOver);
        while (_coordinator?.TakeEffects() is { Count: > 0 } effects)
        {
            foreach (var effect in effects)
                Follow(effect, now);
        }
    }

    private void Follow(CoordinatorEffect effect, TimeSpan now)
    {
        switch (effect)
        {
            case OperationDoneEffect done when _reading.Remove(done.Operation, out var item):
                _values[item] = done.Value;
                if (_reading.Count == 0)
                    RunBatch();
                break;
            case OperationDoneEffect:
                _writing--;
                if (_writing == 0)
                    _coordinator!.Commit();
                break;
            case OutcomeEffect outcome:
                End(outcome.Outcome, now);
                break;
            default:
                _effects.Add(effect);
                break;
        }
    }

    private void RunBatch()
    {
        (var writes, _results) = _batch!.Run(_values);
        _writing = writes.Count;
        foreach (var (item, value) in writes)
            _coordinator!.Operate(item.Participant, item.Item, Access.Write, value);
    }

    private void End(TransactionOutcome outcome, TimeSpan now)
    {
        var coordinator = _coordinator!;
        _coordinator = null;
        _finishing.Add(coordinator);
        if (outcome != TransactionOutcome.Committed)
        {
            // Aborted or unknown: run again it finds by the callers' results what it has done already.
            _retryAt = now + (settings.RetryAfter * Math.Min(10, _transaction.Attempt));
            return;
        }

        _answers.AddRange(_results);
        _known.ExceptWith(_batch!.Requests.Select(request => (request.Caller, request.Number)));
        _batch = null;
        StartNext(now);
    }
}
