using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Watching;

/// <summary>
/// What a process has seen of transactions, the latest of them: for people, and nothing else rests on it. Safe for use by many threads at once.
/// </summary>
/// <param name="capacity">How many attempts are kept; 0 for none.</param>
/// <param name="time">The clock.</param>
/// <param name="silo">The silo's name; null in a client.</param>
internal sealed class TransactionJournal(int capacity, TimeProvider time, string? silo)
{
    private const int MostEvents = 64;

    /// <summary>How many of the oldest are looked at for one that is over, before the oldest is dropped as it is.</summary>
    private const int MostSpared = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<TransactionId, Entry> _entries = [];
    private readonly Queue<TransactionId> _order = new();

    public OutcomeCounts Counts { get; } = new();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Notes what a participant of this process has seen.</summary>
    public void Saw(
        TransactionId transaction, string participant, TransactionEventKind kind, string? item = null, IReadOnlyList<string>? waitsFor = null, AbortCause? cause = null)
    {
        if (capacity == 0)
            return;
        var seen = new TransactionEvent
        {
            At = time.GetUtcNow(),
            Kind = kind,
            Participant = participant,
            Silo = silo,
            Item = item,
            WaitsFor = waitsFor ?? [],
            Cause = cause is { } known ? ClusterTransactions.Public(known) : null,
        };
        lock (_gate)
            Find(transaction).Add(seen);
    }

    /// <summary>Notes what a coordinator tells.</summary>
    public void Add(AttemptReport report)
    {
        if (capacity == 0)
            return;
        lock (_gate)
        {
            var entry = Find(report.Id);
            entry.Participants = report.Participants;
            foreach (var seen in report.Events)
                entry.Add(seen);
        }
    }

    /// <summary>Those that are kept, the newest first.</summary>
    public TransactionStatus[] List(Func<TransactionStatus, bool> isWanted, int limit)
    {
        lock (_gate)
            return [.. _order.Reverse().Select(id => _entries[id].Status(id)).Where(isWanted).Take(limit)];
    }

    /// <summary>Those of these names that are kept.</summary>
    public TransactionStatus[] Describe(string[] names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        lock (_gate)
            return [.. _entries.Where(kept => wanted.Contains(kept.Key.Name)).Select(kept => kept.Value.Status(kept.Key))];
    }

    private Entry Find(TransactionId transaction)
    {
        if (_entries.TryGetValue(transaction, out var known))
            return known;
        if (_entries.Count >= capacity)
            DropOne();
        _order.Enqueue(transaction);
        return _entries[transaction] = new Entry();
    }

    private void DropOne()
    {
        for (var spared = 0; spared < MostSpared && spared < _order.Count && !_entries[_order.Peek()].IsOver; spared++)
            _order.Enqueue(_order.Dequeue());
        _entries.Remove(_order.Dequeue());
    }

    private sealed class Entry
    {
        private readonly List<TransactionEvent> _events = [];

        public string[] Participants { get; set; } = [];

        public bool IsOver { get; private set; }

        public void Add(TransactionEvent seen)
        {
            IsOver |= seen.Kind is TransactionEventKind.Committed or TransactionEventKind.Aborted;
            if (_events.Count < MostEvents || (seen.Kind is TransactionEventKind.Committed or TransactionEventKind.Aborted && _events.Count < 2 * MostEvents))
                _events.Add(seen);
        }

        public TransactionStatus Status(TransactionId id) => TransactionStatus.Of(
            id.Name, id.Attempt, new DateTimeOffset(id.StartedAt, TimeSpan.Zero), [.. _events.OrderBy(one => one.At)], Participants);
    }
}
