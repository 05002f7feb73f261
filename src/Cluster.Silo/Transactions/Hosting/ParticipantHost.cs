using System.Collections.Immutable;
using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Transactions.Durability;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// A grain's activation as a participant: all its states are the items of one <see cref="TransactionParticipant"/>. Takes the record over when it is first
/// needed. Safe for use by many threads at once.
/// </summary>
internal sealed partial class ParticipantHost(string name, ParticipantServices services, IGrainContext grain)
{
    private static readonly TimeSpan LoadAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly long _owner = services.Owners.Next();
    private TransactionParticipant? _participant;
    private Task? _loading;
    private RegisterVersion _version;
    private TimeSpan _wakesAt = TimeSpan.MaxValue;
    private TaskCompletionSource? _settled;
    private bool _isToLoad;
    private bool _isRetired;
    private ImmutableHashSet<string> _items = [];

    public string Name => name;

    private TimeSpan Now => services.Wakeups.Now;

    /// <summary>The grain has a state of that name. Called while it is made.</summary>
    public void Declare(string item) => _items = _items.Add(item);

    /// <summary>Takes a request; its answer goes to <paramref name="route"/>.</summary>
    public void Receive(string route, ParticipantCall call)
    {
        var from = new Address(route, call.Asker);
        var request = call.ToRequest();
        if (call is { Writers: { } writers, Silos: { } silos })
            services.Tells.Learn(writers, silos);
        if (request is OperationRequest operation && !_items.Contains(operation.Item))
        {
            Refuse(from, operation);
            return;
        }

        if (Volatile.Read(ref _participant) is null)
            _ = LoadAndDoAsync(participant => participant.Receive(from, request, Now));
        else
            Do(participant => participant.Receive(from, request, Now), request);
    }

    /// <summary>
    /// Takes the record over, if that was not done, and so looks after its promises. Who wakes has seen promises in a replica; if there are none any more, the replica's silo was away, and the record is
    /// written for it once more.
    /// </summary>
    public void Wake()
    {
        if (Volatile.Read(ref _participant) is null)
            _ = LoadAndDoAsync(_ => { });
        else
            Do(participant => participant.Refresh(Now));
    }

    /// <summary>Takes the answer to a question of this participant.</summary>
    public void Hear(ParticipantAnswer answer) => Do(participant => participant.Learn(answer.ToReply(), Now));

    /// <summary>Adds how transactions stand here now.</summary>
    public TransactionStatistics Count(TransactionStatistics to)
    {
        lock (_gate)
        {
            return _participant is not { IsStopped: false } participant ? to : to with
            {
                Active = to.Active + participant.ActiveSessions,
                Waiting = to.Waiting + participant.WaitingSessions,
                Prepared = to.Prepared + participant.OpenPromises,
                InDoubt = to.InDoubt + participant.PromisesInDoubt,
            };
        }
    }

    /// <summary>Which transactions have waited here for at least so long, and for whom; null before the participant is used.</summary>
    public ParticipantWaits? Waits(TimeSpan least)
    {
        lock (_gate)
            return _participant?.Waits(least, Now);
    }

    /// <summary>Lets a promise to commit the transaction be asked about now.</summary>
    public void Hasten(string transaction) => Do(participant =>
    {
        if (participant.FindPromise(transaction) is { } found)
            participant.Hasten(found, Now);
    });

    /// <summary>The time has come that it asked for, if it has not asked for an earlier one since, which counts then.</summary>
    public void Tick(TimeSpan at)
    {
        bool isToLoad;
        lock (_gate)
        {
            if (at != _wakesAt)
                return;
            _wakesAt = TimeSpan.MaxValue;
            isToLoad = _isToLoad && !_isRetired;
            _isToLoad = false;
        }

        if (isToLoad)
            _ = LoadAndDoAsync(_ => { });
        Do(participant => participant.Tick(Now));
        ForgetEnded();
    }

    /// <summary>Takes the record over, if that was not done.</summary>
    /// <exception cref="QuorumUnreachableException">No majority of the record's replicas answered in time.</exception>
    public Task LoadAsync()
    {
        lock (_gate)
        {
            if (_loading is null || _loading.IsFaulted)
                _loading = Task.Run(TakeOverAsync);
            return _loading;
        }
    }

    /// <summary>Ends what is not prepared and writes what is not durable, as far as there is time. Promises that stay open are found by whoever comes next.</summary>
    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        Task settled;
        lock (_gate)
        {
            _isRetired = true;
            if (_participant is null || _participant.IsStopped)
                return;
            _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            settled = _settled.Task;
        }

        Do(participant => participant.Retire(Now));
        await settled.WaitAsync(TimeSpan.FromSeconds(2), services.Runner.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Refuse(Address from, OperationRequest operation) => services.Answers.Send(from, new ParticipantAnswer
    {
        Participant = name,
        Transaction = operation.Transaction,
        Operation = operation.Number,
        Refusal = $"The grain {name} has no state '{operation.Item}': it has {string.Join(", ", _items.Order(StringComparer.Ordinal).Select(item => $"'{item}'"))}.",
        Asker = from.Asker,
    });

    private async Task LoadAndDoAsync(Action<TransactionParticipant> step)
    {
        try
        {
            await LoadAsync();
        }
        catch (ClusterException failure)
        {
            // The request is lost; it comes again. But the record may have been taken over, and now nobody else looks after its promises.
            services.Logger.TakeOverFailed(failure, name);
            lock (_gate)
            {
                _isToLoad = true;
                WakeAt(Now + LoadAgainAfter);
            }

            return;
        }

        Do(step);
    }

    private async Task TakeOverAsync()
    {
        while (true)
        {
            var held = await ReadAsync();
            var record = (held.Value is null ? ParticipantRecord.Empty : ParticipantRecordCodec.Decode(held.Value)).TakeOver(_owner);
            var written = await services.Store.WriteAsync(name, held.Value is null ? RegisterVersion.None : held.Version, record);
            if (written.Kind != RegisterReplyKind.Done)
            {
                // It may have been written all the same.
                written = await ReadAsync();
                if (written.Value is null || ParticipantRecordCodec.DecodeStamp(written.Value) != record.Stamp)
                    continue;
            }

            lock (_gate)
            {
                _version = written.Version;
                Volatile.Write(ref _participant, new TransactionParticipant(name, record, services.Settings, Now, watch: services.WatchOf(name)));
            }

            Do(participant => participant.Tick(Now));
            return;
        }
    }

    private async Task<RegisterReply> ReadAsync()
    {
        var reply = await services.Store.ReadAsync(name);
        return reply.Kind == RegisterReplyKind.Done
            ? reply
            : throw new QuorumUnreachableException($"No majority of the replicas of the record of {name} answered in time.", mayHaveTakenEffect: false);
    }

    private void Do(Action<TransactionParticipant> step, ParticipantRequest? request = null)
    {
        IReadOnlyList<ParticipantEffect> effects;
        lock (_gate)
        {
            if (_participant is not { } participant)
                return;
            step(participant);
            effects = AfterStep(participant, request);
        }

        Perform(effects);
    }

    /// <summary>What is common to all steps, within the gate.</summary>
    private IReadOnlyList<ParticipantEffect> AfterStep(TransactionParticipant participant, ParticipantRequest? request)
    {
        var effects = participant.TakeEffects();
        AnswerLocally(effects);
        if (request is not null)
            EndIfOver(participant, request);
        if (participant.IsStopped)
            EndAll();
        if (participant.TickAt is { } at)
            WakeAt(at);
        if (_settled is not null && (participant.IsSettled || participant.IsStopped))
            _settled.TrySetResult();
        return effects;
    }

    /// <summary>Makes sure that it is woken by then. Within the gate.</summary>
    private void WakeAt(TimeSpan at)
    {
        if (at >= _wakesAt)
            return;
        _wakesAt = at;
        services.Wakeups.Add(this, at);
    }

    private void Perform(IReadOnlyList<ParticipantEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ReplyEffect { To: Address to, Reply: OperationReply done }:
                    services.Answers.Send(to, ParticipantAnswer.Of(done, to.Asker) with { Route = services.Runner.Messenger.Route, Silo = services.Silo });
                    break;
                case ReplyEffect { To: Address to } reply:
                    services.Answers.Send(to, ParticipantAnswer.Of(Explained(reply.Reply), to.Asker));
                    break;
                case AskEffect ask:
                    services.Runner.Messenger.Send(ask.Participant, null, ask.Request, asker: name);
                    break;
                case TellEffect tell:
                    services.Tells.Send(ParticipantCall.Of(tell.Participant, tell.Request, asker: null));
                    break;
                case SyncEffect sync:
                    Sync(sync);
                    break;
                case SuspectEffect:
                    services.Waits.Suspect();
                    break;
                case AbortDecisionEffect abort:
                    _ = DecideAsync(abort);
                    break;
            }
        }
    }

    private void Sync(SyncEffect sync)
    {
        RegisterVersion over;
        lock (_gate)
            over = _version;
        if (sync.Expected == sync.Record.Stamp)
            services.Store.Read(name, reply => Synced(sync, over, reply));
        else
            services.Store.Write(name, over, sync.Record, reply => Synced(sync, over, reply));
    }

    private void Synced(SyncEffect sync, RegisterVersion over, RegisterReply reply)
    {
        var isOurs = sync.Expected == sync.Record.Stamp ? reply.Kind == RegisterReplyKind.Done && reply.Version == over : reply.Kind == RegisterReplyKind.Done;
        RecordStamp? held = isOurs ? sync.Record.Stamp
            : reply is { Kind: RegisterReplyKind.Done or RegisterReplyKind.Mismatch, Value: not null } ? ParticipantRecordCodec.DecodeStamp(reply.Value)
            : null;
        var isStopped = false;
        Do(participant =>
        {
            if (held == sync.Record.Stamp && reply.Version > _version)
                _version = reply.Version;
            participant.Synced(sync.Attempt, held, Now);
            isStopped = participant.IsStopped;
        });
        if (!isStopped)
            return;
        services.Logger.Replaced(name);
        grain.Deactivate(new DeactivationReason(DeactivationReasonCode.DuplicateActivation, "Another activation has taken over its transactional states."));
    }

    /// <summary>What it has promised and nobody has decided here yet.</summary>
    public IEnumerable<UndecidedTransaction> Promises()
    {
        lock (_gate)
        {
            return _participant is not { IsStopped: false } participant
                ? []
                : [.. participant.Promises.Select(promised => new UndecidedTransaction(promised.Name, name, new DateTimeOffset(promised.StartedAt, TimeSpan.Zero)))];
        }
    }

    private async Task DecideAsync(AbortDecisionEffect abort)
    {
        var held = await services.Runner.Decisions.SetAsync(abort.Transaction.Name, Decision.Aborted);
        Do(participant => participant.Decided(abort.Session, held, Now));
    }
}
