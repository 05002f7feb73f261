using System.Collections.Immutable;
using Cluster.Registers.Calling;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Declared;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Watching;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>A sequencer with what surrounds it: brings it requests, answers and the passing of time. Safe for use by many threads at once.</summary>
internal sealed class SequencerHost : IDisposable
{
    private const int MostKept = 100_000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly SequencerServices _services;
    private readonly BatchSequencer _sequencer;
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Session, long Number), string> _callers = [];
    private readonly Dictionary<string, string> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _silos = new(StringComparer.Ordinal);
    private readonly Dictionary<(TransactionId, string, int), DeclaredItem> _asked = [];
    private readonly ITimer _timer;
    private readonly ITimer _gathering;
    private TimeSpan _gathersUntil = TimeSpan.MinValue;
    private bool _isTicking;
    private bool _isRetired;

    public SequencerHost(string home, SequencerServices services)
    {
        _services = services;
        _sequencer = new BatchSequencer(Id, home, new BatchSequencerSettings { RememberFor = services.RememberFor }, watch: services.Watch);
        _timer = services.Time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _gathering = services.Time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The coordinator of its transactions.</summary>
    public long Id { get; } = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Takes a process's transactions; the answers go to <paramref name="route"/>.</summary>
    public void Submit(string route, DeclaredSubmission submission)
    {
        if (submission.Session == 0)
        {
            Do(() =>
            {
                var request = new DeclaredRequest(0, submission.Token, null);
                _callers[request.Key] = route;
                _sequencer.Submit([request], 0, DeclaredAcknowledgement.None, _services.Now);
            });
            return;
        }

        var requests = new List<DeclaredRequest>(submission.Calls.Length);
        foreach (var call in submission.Calls)
        {
            try
            {
                requests.Add(new DeclaredRequest(submission.Session, call.Number, new DeclaredProcedure(_services.Serializer.Deserialize<DeclaredCode>(call.Code)!, _services.Serializer)));
            }
#pragma warning disable CA1031 // Its caller is told; the others are not to suffer.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                var why = DeclaredProcedure.Text($"The silo {_services.Silo} can't read this declared transaction: {failure.Message} Silos run the declared transactions of assemblies that they have loaded.");
                _services.Answer(route, [new DeclaredAnswer(submission.Session, call.Number, DeclaredResultKind.Impossible, why)]);
            }
        }

        Do(() =>
        {
            foreach (var request in requests)
                _callers[request.Key] = route;
            _sequencer.Submit(requests, submission.Session, new DeclaredAcknowledgement(submission.Through, [.. submission.Open]), _services.Now);
        });
    }

    /// <summary>Takes participants' answers.</summary>
    public void Hear(IReadOnlyList<ParticipantAnswer> answers) => Do(() =>
    {
        var replies = new List<ParticipantReply>(answers.Count);
        foreach (var answer in answers)
            Hear(answer, replies);
        _sequencer.Receive(replies, _services.Now);
    });

    /// <summary>Lets go of what is not being committed; callers ask again.</summary>
    public void Dispose()
    {
        Do(() => _sequencer.Retire(_services.Now));
        lock (_gate)
        {
            _isRetired = true;
            _timer.Dispose();
            _gathering.Dispose();
        }
    }

    private void Hear(ParticipantAnswer answer, List<ParticipantReply> replies)
    {
        if (answer.Route is { } route)
            _routes[answer.Participant] = route;
        if (answer.Silo is { } silo)
            _silos[answer.Participant] = silo;
        DeclaredItem? item = answer.Operation is { } operation && _asked.Remove((answer.Transaction, answer.Participant, operation), out var asked) ? asked : null;
        if (answer.Refusal is null)
            replies.Add(answer.ToReply());
        else if (item is { } refused)
            _sequencer.Refuse(answer.Transaction, refused, DeclaredProcedure.Text(answer.Refusal), _services.Now);
    }

    private void Tick() => Do(() =>
    {
        Limit(_callers);
        Limit(_asked);
        Limit(_routes);
        Limit(_silos);
        _sequencer.Tick(_services.Now);
    });

    /// <summary>What was lost is not to fill the memory. Who is forgotten asks again.</summary>
    private static void Limit<TKey, TValue>(Dictionary<TKey, TValue> table) where TKey : notnull
    {
        if (table.Count > MostKept)
            table.Clear();
    }

    private void Do(Action step)
    {
        IReadOnlyList<CoordinatorEffect> effects;
        List<(string Route, DeclaredAnswer Answer)> answers = [];
        List<(string? Route, ParticipantCall Call)> calls = [];
        lock (_gate)
        {
            if (_isRetired)
                return;
            step();
            effects = _sequencer.TakeEffects();
            foreach (var effect in effects)
            {
                if (effect is SendEffect send)
                    calls.Add((RouteOf(send), ParticipantCall.Of(send.Participant, send.Request, asker: null, _silos.GetValueOrDefault)));
            }

            foreach (var result in _sequencer.TakeAnswers())
            {
                if (_callers.Remove((result.Session, result.Number), out var route))
                    answers.Add((route, new DeclaredAnswer(result.Session, result.Number, result.Kind, result.Value)));
            }

            if (_sequencer.IsIdle)
            {
                _callers.Clear();
                _asked.Clear();
            }

            if (_sequencer.GathersUntil > _gathersUntil)
            {
                _gathersUntil = _sequencer.GathersUntil;
                var wait = _gathersUntil - _services.Now;
                _gathering.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
            }

            if (_isTicking == _sequencer.IsIdle)
            {
                _isTicking = !_sequencer.IsIdle;
                _timer.Change(_isTicking ? Pace : Timeout.InfiniteTimeSpan, _isTicking ? Pace : Timeout.InfiniteTimeSpan);
            }
        }

        Gathering.Together(calls, said =>
        {
            foreach (var (route, call) in said)
                _services.Lanes.Send(route, call);
        }, isFree: false);
        foreach (var group in answers.GroupBy(answer => answer.Route))
            _services.Answer(group.Key, [.. group.Select(answer => answer.Answer)]);
    }

    /// <summary>Where a participant was last; not known once it has not answered.</summary>
    private string? RouteOf(SendEffect send)
    {
        if (send.Request is OperationRequest operation)
            _asked[(operation.Transaction, send.Participant, operation.Number)] = new DeclaredItem(send.Participant, operation.Item);
        if (!send.IsRepeated)
            return _routes.GetValueOrDefault(send.Participant);
        _routes.Remove(send.Participant);
        return null;
    }
}
