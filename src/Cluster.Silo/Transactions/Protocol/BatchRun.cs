using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// One batch until it is committed: attempt after attempt with the same age. An attempt locks and reads all items of the batch, then the callers' results, runs the transactions in memory, and asks for the commit
/// of what is left in the end.
/// </summary>
/// <param name="batch">The batch.</param>
/// <param name="id">The transaction, before its first attempt.</param>
internal sealed class BatchRun(DeclaredBatch batch, TransactionId id)
{
    private readonly Dictionary<int, DeclaredItem> _reading = [];
    private readonly Dictionary<DeclaredItem, byte[]?> _values = [];

    public DeclaredBatch Batch { get; private set; } = batch;

    public TransactionId Id { get; private set; } = id;

    /// <summary>The attempt under way; null between two.</summary>
    public TransactionCoordinator? Coordinator { get; private set; }

    /// <summary>Participants that it waits for before it asks for anything else; empty but for a run that others have gone past.</summary>
    public IReadOnlyCollection<string> Blocked { get; private set; } = [];

    /// <summary>Whether others have gone past it, since it waited for long.</summary>
    public bool IsAside { get; set; }

    /// <summary>What the callers are told when it has committed.</summary>
    public IReadOnlyList<DeclaredResult> Results { get; private set; } = [];

    public TimeSpan BeganAt { get; private set; }

    public TimeSpan RetryAt { get; private set; }

    /// <summary>Whether it still waits for locks of its transactions' items.</summary>
    public bool IsReading => Coordinator is not null && _reading.Count > 0 && !_reading.ContainsValue(Batch.Home);

    /// <summary>The participants that it waits for now.</summary>
    public IReadOnlyCollection<string> Awaited => _reading.Values.Select(item => item.Participant).ToHashSet(StringComparer.Ordinal);

    /// <summary>Makes it ask for what others hold before it locks what others may want.</summary>
    public void WaitFirstFor(IReadOnlyCollection<string> blocked) => (Blocked, IsAside) = (blocked, true);

    /// <summary>Goes on with fewer transactions. Only between two attempts.</summary>
    public void Reduce(DeclaredBatch fewer) => Batch = fewer;

    public void Begin(CoordinatorSettings settings, CoordinatorRules? rules, TimeSpan now)
    {
        Id = Id with { Attempt = Id.Attempt + 1 };
        Coordinator = new TransactionCoordinator(Id, DecisionRule.ByVotes, settings, now, rules);
        BeganAt = now;
        _reading.Clear();
        _values.Clear();
        ReadNext();
    }

    /// <summary>An item was read under its lock.</summary>
    /// <returns>Whether all was, and the callers' results.</returns>
    public bool Read(OperationDoneEffect done)
    {
        if (!_reading.Remove(done.Operation, out var item))
            return false;
        _values[item] = done.Value;
        if (_reading.Count == 0)
            ReadNext();
        return _reading.Count == 0;
    }

    /// <summary>Runs the transactions and asks for the commit.</summary>
    public void Execute(IReadOnlyDictionary<long, DeclaredAcknowledgement> acknowledged, TimeSpan now)
    {
        (var writes, Results) = Batch.Run(_values, acknowledged, now);
        foreach (var (item, value) in writes)
            Coordinator!.Write(item.Participant, item.Item, value);
        Coordinator!.Commit();
    }

    /// <summary>The attempt is over.</summary>
    public TransactionCoordinator End(TimeSpan retryAt)
    {
        var ended = Coordinator!;
        (Coordinator, RetryAt) = (null, retryAt);
        return ended;
    }

    /// <summary>The results are locked last: all other batches wait for them, and would wait with this one for what it waits for.</summary>
    private void ReadNext()
    {
        var missing = Batch.Items.Where(item => !_values.ContainsKey(item)).ToList();
        if (missing.Exists(item => Blocked.Contains(item.Participant)))
            missing.RemoveAll(item => !Blocked.Contains(item.Participant));
        if (missing.Count == 0 && !_values.ContainsKey(Batch.Home))
            missing.Add(Batch.Home);
        foreach (var item in missing)
            _reading.Add(Coordinator!.Operate(item.Participant, item.Item, Access.ReadForUpdate), item);
    }
}
