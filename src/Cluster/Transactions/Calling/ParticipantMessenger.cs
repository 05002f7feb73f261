using System.Runtime.ExceptionServices;
using Cluster.Registers.Calling;
using Cluster.Transactions.Declared;
using Cluster.Transactions.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Cluster.Transactions.Calling;

/// <summary>
/// A process's way to participants and back: directly to those in the same process, from a silo to the grain, and from a client over a few ways into
/// the cluster, of which it takes the one that leads to the participant's silo. Safe for use by many threads at once.
/// </summary>
internal sealed class ParticipantMessenger : ITransactionPeer
{
    private const int Ways = 8;
    private static readonly TimeSpan AskAnewAfter = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly ILocalParticipants? _local;
    private readonly Lazy<string> _route;
    private readonly Lazy<ITransactionGateway[]> _gateways;
    private readonly Lazy<GatewayLane[]> _lanes;
    private readonly Task?[] _askedForDeaths = new Task?[Ways];
    private int _next;

    public ParticipantMessenger(IGrainFactory grains, ILocalParticipants? local, ILogger logger)
    {
        (_grains, _local) = (grains, local);

        // The runtime makes no observer on a thread that is a grain's just then; see the session of locks.
        _route = new Lazy<string>(() => Task.Factory.StartNew(
            () => grains.CreateObjectReference<ITransactionPeer>(this).GetGrainId().ToString(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).GetAwaiter().GetResult());

        // A client gives out no grains before it is connected, but may be made long before that: a dashboard waits for its cluster.
        // Nor does one that has lost its silos: what was once given out is kept.
        _gateways = new Lazy<ITransactionGateway[]>(
            () => [.. Enumerable.Range(0, Ways).Select(way => grains.GetGrain<ITransactionGateway>(way))], LazyThreadSafetyMode.PublicationOnly);
        _lanes = new Lazy<GatewayLane[]>(() => [.. _gateways.Value.Select(gateway => new GatewayLane(gateway, _route, logger))], LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Told of answers to this process's coordinators.</summary>
    public Action<ParticipantReply>? Heard { get; set; }

    /// <summary>Whether an attempt of this process's coordinators runs its code.</summary>
    public Func<TransactionId, bool>? IsRunning { get; set; }

    /// <summary>Told of answers to this process's declared transactions.</summary>
    public Action<DeclaredAnswer[]>? HeardDeclared { get; set; }

    /// <summary>Told of answers, of which it gives back those that are to none of this process's sequencers.</summary>
    public Func<IReadOnlyList<ParticipantAnswer>, IReadOnlyList<ParticipantAnswer>>? HeardBySequencer { get; set; }

    /// <summary>Where this process hears answers.</summary>
    public string Route => _route.Value;

    /// <summary>The same, for who must not ask before the process is connected.</summary>
    public Lazy<string> LazyRoute => _route;

    /// <summary>Looks up the ways into the cluster, while who begins a transaction can be told of a failure; nobody could be who asks for deaths later.</summary>
    public void FindWays() => _ = _gateways.Value;

    /// <summary>Sends a request; it may get lost.</summary>
    /// <param name="participant">To whom.</param>
    /// <param name="silo">Where it was last, if that is known.</param>
    /// <param name="request">What.</param>
    /// <param name="asker">A participant of this process that asks; null for a coordinator.</param>
    public void Send(string participant, string? silo, ParticipantRequest request, string? asker = null) => Send(silo, ParticipantCall.Of(participant, request, asker));

    /// <summary>Sends a request; it may get lost.</summary>
    /// <param name="silo">Where the participant was last, if that is known.</param>
    /// <param name="call">The request.</param>
    public void Send(string? silo, ParticipantCall call)
    {
        if (_local is null)
            LaneTo(silo).Send(call);
        else if (!_local.TryDeliver(Route, call))
            SendToGrain(Route, call);
    }

    /// <summary>Passes a request on to its grain, wherever that is.</summary>
    public void SendToGrain(string route, ParticipantCall call)
    {
        ThreadPool.UnsafeQueueUserWorkItem(
            static sending => sending.Grains.GetGrain(GrainId.Parse(sending.Call.Participant)).AsReference<ITransactionParticipantExtension>()
                .DeliverAsync(sending.Route, [sending.Call]).Ignore(),
            (Grains: _grains, Route: route, Call: call),
            preferLocal: false);
    }

    /// <summary>Promises that have stood for so long, as the silos know that this process reaches.</summary>
    public async Task<UndecidedTransaction[]> UndecidedAsync(TimeSpan age)
    {
        var answers = await Task.WhenAll(_gateways.Value.Select(AskAsync));
        if (answers.All(answer => answer.Failure is not null))
            ExceptionDispatchInfo.Throw(answers[0].Failure!);
        return [.. answers.SelectMany(answer => answer.Undecided).Distinct().OrderBy(undecided => undecided.StartedAt)];

        async Task<(UndecidedTransaction[] Undecided, Exception? Failure)> AskAsync(ITransactionGateway gateway)
        {
            try
            {
                return (await gateway.UndecidedAsync(age), null);
            }
            catch (Exception failure) when (IsUnanswered(failure))
            {
                // A silo that has just died: the others have replicas of the same records.
                return ([], failure);
            }
        }
    }

    /// <summary>Asks the silos that this process reaches, each for itself, how long ago they learned of a silo's death. Those that don't answer are passed over. After <see cref="FindWays"/>, by one thread at a time.</summary>
    /// <param name="heard">Told of each that knows of one.</param>
    public void AskForDeaths(Action<TimeSpan> heard)
    {
        for (var way = 0; way < Ways; way++)
        {
            // A silo that does not answer is not asked many times over; but a question that went to a dead one is not waited for.
            if (_askedForDeaths[way] is not { IsCompleted: false })
                _askedForDeaths[way] = AskAsync(_gateways.Value[way]);
        }

        async Task AskAsync(ITransactionGateway gateway)
        {
            try
            {
                if (await gateway.SinceDeathAsync().WaitAsync(AskAnewAfter) is { } since)
                    heard(since);
            }
            catch (Exception failure) when (IsUnanswered(failure))
            {
                // Asked again soon, another silo perhaps.
            }
        }
    }

    public Task HearAsync(ParticipantAnswer[] answers)
    {
        Gathering.Together(answers, Hear, isFree: false);
        return Task.CompletedTask;
    }

    public Task<bool[]> AreRunningAsync(TransactionId[] attempts) => Task.FromResult(Array.ConvertAll(attempts, attempt => IsRunning?.Invoke(attempt) == true));

    public Task AnswerAsync(DeclaredAnswer[] answers)
    {
        HeardDeclared?.Invoke(answers);
        return Task.CompletedTask;
    }

    public Task DeliverAsync(string route, ParticipantCall[] calls)
    {
        Gathering.Together(calls, said =>
        {
            foreach (var call in said)
            {
                if (_local?.TryDeliver(route, call) != true)
                    SendToGrain(route, call);
            }
        }, isFree: false);
        return Task.CompletedTask;
    }

    /// <summary>Takes answers that came together.</summary>
    public void Hear(IReadOnlyList<ParticipantAnswer> answers)
    {
        foreach (var answer in HeardBySequencer?.Invoke(answers) ?? answers)
        {
            if (answer.Asker is { } asker)
                _local?.Hear(asker, answer);
            else if (answer.Refusal is null)
                Heard?.Invoke(answer.ToReply());
        }
    }

    /// <summary>The way led to a silo that is gone. Calls that are lost on their way are cancelled by the runtime, too.</summary>
    private static bool IsUnanswered(Exception failure) => failure is ClusterException or OrleansException or TimeoutException or OperationCanceledException;

    private GatewayLane LaneTo(string? silo)
    {
        if (silo is not null)
        {
            GatewayLane? unknown = null;
            foreach (var lane in _lanes.Value)
            {
                if (lane.Silo == silo)
                    return lane;
                if (lane.Silo is null)
                    unknown ??= lane;
            }

            if (unknown is not null)
                return unknown;
        }

        return _lanes.Value[(uint)Interlocked.Increment(ref _next) % Ways];
    }
}
