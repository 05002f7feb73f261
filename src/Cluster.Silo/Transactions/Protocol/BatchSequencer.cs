using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// Puts declared transactions into an order and commits them in batches, each batch as one transaction: it locks and reads all items at once,
/// runs the transactions one after the other in memory, and writes what is left in the end. What came while a batch was under way makes the next. Transactions that wait for what others hold
/// for long make batches of their own, which the rest goes past. It keeps nothing:
/// when it dies its callers ask again, here or elsewhere, and what was committed is known by the results that were written with it. Not safe for concurrent calls.
/// </summary>
/// <param name="id">Belongs to this object, for ever.</param>
/// <param name="home">The participant that keeps the callers' results; the same for every sequencer that a caller may turn to.</param>
/// <param name="settings">How batches are made.</param>
/// <param name="rules">The rules, as they are or broken.</param>
/// <param name="coordinatorRules">The rules of its coordinators, as they are or broken.</param>
/// <param name="watch">Told of batches, for people to see.</param>
internal sealed class BatchSequencer(
    long id, string home, BatchSequencerSettings settings, DeclaredRules? rules = null, CoordinatorRules? coordinatorRules = null, IBatchWatch? watch = null)
{
    /// <summary>What is forgotten here is told again, or known by the results.</summary>
    private const int MostAcknowledged = 10_000;

    private readonly DeclaredRules _rules = rules ?? DeclaredRules.Standard;
    private readonly List<DeclaredRequest> _waiting = [];
    private readonly HashSet<(long Session, long Number)> _known = [];
    private readonly Dictionary<long, DeclaredAcknowledgement> _acknowledged = [];
    private readonly List<CoordinatorEffect> _effects = [];
    private readonly List<DeclaredResult> _answers = [];
    private readonly List<TransactionCoordinator> _finishing = [];
    private readonly List<BatchRun> _runs = [];
    private long _batches;
    private int _expected;

    /// <summary>Requests that are neither answered nor in a batch under way.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Whether nothing is under way, for callers or for participants.</summary>
    public bool IsIdle => _waiting.Count == 0 && _runs.Count == 0 && _finishing.Count == 0;

    /// <summary>Until when it waits for more before it begins the next batch; to be ticked then.</summary>
    public TimeSpan GathersUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>Takes requests of a caller, and what it does not ask for any more.</summary>
    public void Submit(IEnumerable<DeclaredRequest> requests, long session, DeclaredAcknowledgement acknowledgement, TimeSpan now)
    {
        if (_acknowledged.Count > MostAcknowledged)
            _acknowledged.Clear();
        if (session != 0)
            _acknowledged[session] = _acknowledged.TryGetValue(session, out var known) ? known.With(acknowledgement) : acknowledgement;
        _waiting.AddRange(requests.Where(request => _known.Add(request.Key)));
        Continue(now);
    }

    public void Receive(ParticipantReply reply, TimeSpan now) => Receive([reply], now);

    /// <summary>Takes answers that came together.</summary>
    public void Receive(IReadOnlyList<ParticipantReply> replies, TimeSpan now)
    {
        foreach (var reply in replies)
        {
            Receive(reply);

            // Each before the next: one may end what another would go on with.
            Follow(now);
        }

        Continue(now);
    }

    /// <summary>What a batch reads can't be read, now or ever: the transactions that name it are told so, and the others go on.</summary>
    public void Refuse(TransactionId transaction, DeclaredItem item, byte[] why, TimeSpan now)
    {
        if (_runs.Find(run => run.Coordinator?.Id == transaction) is not { IsReading: true } run)
            return;
        var refused = run.Batch.Requests.Where(request => request.Transaction?.Items.Contains(item) == true).ToList();
        _answers.AddRange(refused.Select(request => new DeclaredResult(request.Session, request.Number, DeclaredResultKind.Impossible, why)));
        _known.ExceptWith(refused.Select(request => request.Key));
        Without(run, refused, now);
        Continue(now);
    }

    /// <summary>To be called from time to time.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (var finishing in _finishing)
            finishing.Tick(now);
        foreach (var run in _runs.ToArray())
        {
            run.Coordinator?.Tick(now);
            if (run.IsReading && now - run.BeganAt >= settings.SplitAfter)
                LetOthersPass(run, now);
        }

        Continue(now);
    }

    /// <summary>Gives up what has not been asked to commit, so that its locks go: this sequencer is about to.</summary>
    public void Retire(TimeSpan now)
    {
        _waiting.Clear();
        foreach (var run in _runs)
            run.Coordinator?.Abort();
        _runs.RemoveAll(run =>
        {
            if (run.Coordinator is not null)
                _finishing.Add(run.Coordinator);
            return true;
        });
        Continue(now);
    }

    /// <summary>Messages to send, each once.</summary>
    public IReadOnlyList<CoordinatorEffect> TakeEffects() => Take(_effects);

    /// <summary>Results of committed transactions, to be told to their callers.</summary>
    public IReadOnlyList<DeclaredResult> TakeAnswers() => Take(_answers);

    private static T[] Take<T>(List<T> list)
    {
        if (list.Count == 0)
            return [];
        T[] taken = [.. list];
        list.Clear();
        return taken;
    }

    private void Receive(ParticipantReply reply)
    {
        if (_runs.Find(run => run.Coordinator?.Id == reply.Transaction) is { } running)
            running.Coordinator!.Receive(reply);
        else if (_finishing.Find(finishing => finishing.Id == reply.Transaction) is { } finishing)
            finishing.Receive(reply);
        else if (TransactionCoordinator.Stray(reply) is { } abandon)
            _effects.Add(abandon);
    }

    private void Continue(TimeSpan now)
    {
        Follow(now);
        if (_waiting.Count > 0 && (_waiting.Count >= _expected || now >= GathersUntil) && _runs.TrueForAll(run => run.IsAside))
            StartNext(now);
        foreach (var run in _runs.Where(run => run.Coordinator is null && now >= run.RetryAt).ToArray())
            Try(run, now);
        Follow(now);
    }

    private void StartNext(TimeSpan now)
    {
        // What needs what somebody ahead of it waits for would only wait, too.
        var blocked = _runs.SelectMany(run => run.Blocked).ToHashSet(StringComparer.Ordinal);
        List<DeclaredRequest> next = [], later = [];
        foreach (var request in _waiting)
        {
            var waits = next.Count == settings.MaxBatch
                || (blocked.Count > 0 && request.Transaction?.Items.Any(item => blocked.Contains(item.Participant)) == true);
            (waits ? later : next).Add(request);
        }

        if (next.Count == 0)
            return;
        _waiting.Clear();
        _waiting.AddRange(later);
        _runs.Add(new BatchRun(BatchOf(next), NextId(now)));
    }

    private DeclaredBatch BatchOf(IReadOnlyList<DeclaredRequest> requests) => new(home, requests, settings, _rules);

    private TransactionId NextId(TimeSpan now) => new(now.Ticks, id, ++_batches, 0);

    /// <summary>The same transactions in the same order, as often as it takes: the batch grows older, and so gets its locks.</summary>
    private void Try(BatchRun run, TimeSpan now)
    {
        if (run.Batch.Requests.Any(request => !IsOpen(request)))
        {
            // Nobody waits for these any more. If one was carried out, nothing is left to be done for it either.
            var open = run.Batch.Requests.Where(IsOpen).ToList();
            _known.ExceptWith(run.Batch.Requests.Where(request => !IsOpen(request)).Select(request => request.Key));
            if (open.Count == 0)
            {
                _runs.Remove(run);
                return;
            }

            run.Reduce(BatchOf(open));
        }

        run.Begin(settings.Coordinator, coordinatorRules, now);
    }

    private bool IsOpen(DeclaredRequest request) =>
        request.Transaction is null || !_acknowledged.TryGetValue(request.Session, out var acknowledged) || acknowledged.IsOpen(request.Number);

    /// <summary>A batch waits for long: what does not need the same participants goes on without what does.</summary>
    private void LetOthersPass(BatchRun run, TimeSpan now)
    {
        if (run.IsAside)
            return;
        var awaited = run.Awaited;
        var slow = run.Batch.Requests.Where(request => request.Transaction?.Items.Any(item => awaited.Contains(item.Participant)) == true).ToList();
        Without(run, slow, now);
        var aside = new BatchRun(BatchOf(slow), NextId(now));
        aside.WaitFirstFor(awaited);
        _runs.Add(aside);
    }

    /// <summary>Begins a batch again with fewer transactions.</summary>
    private void Without(BatchRun run, IReadOnlyCollection<DeclaredRequest> gone, TimeSpan now)
    {
        run.Coordinator!.Abort();
        _finishing.Add(run.End(now));
        var left = run.Batch.Requests.Except(gone).ToList();
        if (left.Count == 0)
            _runs.Remove(run);
        else
            run.Reduce(BatchOf(left));
    }

    private void Follow(TimeSpan now)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var run in _runs.ToArray())
            {
                while (run.Coordinator?.TakeEffects() is { Count: > 0 } effects)
                {
                    moved = true;
                    foreach (var effect in effects)
                        Follow(run, effect, now);
                }
            }
        }

        foreach (var finishing in _finishing)
            _effects.AddRange(finishing.TakeEffects().Where(effect => effect is SendEffect));
        _finishing.RemoveAll(finishing => finishing.IsOver);
    }

    private void Follow(BatchRun run, CoordinatorEffect effect, TimeSpan now)
    {
        switch (effect)
        {
            case OperationDoneEffect done:
                if (run.Read(done))
                {
                    run.Execute(_acknowledged, now);
                    if (!_rules.AnswersWhenCommitted)
                        _answers.AddRange(run.Results);
                }

                break;
            case OutcomeEffect outcome:
                watch?.Ended(
                    run.Id, run.Batch.Requests.Count, run.Batch.Items.Select(item => item.Participant).ToHashSet(StringComparer.Ordinal), run.BeganAt, outcome);
                End(run, outcome.Outcome, now);
                break;
            default:
                _effects.Add(effect);
                break;
        }
    }

    private void End(BatchRun run, TransactionOutcome outcome, TimeSpan now)
    {
        // Aborted or unknown: run again it finds by the callers' results what it has done already.
        _finishing.Add(run.End(now + (settings.RetryAfter * Math.Min(10, run.Id.Attempt))));
        if (outcome != TransactionOutcome.Committed)
            return;
        _runs.Remove(run);
        (_expected, GathersUntil) = (Math.Min(_waiting.Count + run.Results.Count, settings.MaxBatch), now + settings.GatherFor);
        _answers.AddRange(run.Results);
        _known.ExceptWith(run.Batch.Requests.Select(request => request.Key));
    }
}
