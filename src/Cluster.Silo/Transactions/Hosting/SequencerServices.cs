using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Declared;
using Cluster.Transactions.Running;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>What sequencers of a silo need, and the way of answers to them.</summary>
internal sealed class SequencerServices
{
    private readonly IGrainFactory _grains;
    private readonly Lazy<TransactionRunner> _runner;
    private readonly ParticipantHosts _hosts;
    private readonly DateTimeOffset _startedAt;
    private readonly long _began;

    // Coordinators' identities are random numbers; a silo has few sequencers.
    private volatile SequencerHost[] _sequencers = [];

    public SequencerServices(
        ILocalSiloDetails silo, IGrainFactory grains, ParticipantHosts hosts, Lazy<TransactionRunner> runner, Serializer serializer, TimeProvider time, TransactionJournal journal,
        IOptions<ClusterTransactionsOptions> options)
    {
        (Silo, _grains, _hosts, _runner, Serializer, Time) = (silo.Name, grains, hosts, runner, serializer, time);
        (_startedAt, _began) = (time.GetUtcNow(), time.GetTimestamp());
        Lanes = new CallLanes(grains, new Lazy<string>(() => runner.Value.Messenger.Route), Deliver);
        RememberFor = options.Value.RememberDeclaredFor;
        Watch = options.Value.Journal > 0 ? new Watching.BatchWatch(journal, time) : null;
    }

    public string Silo { get; }

    public Serializer Serializer { get; }

    public TimeProvider Time { get; }

    public CallLanes Lanes { get; }

    public TimeSpan RememberFor { get; }

    /// <summary>Told of batches, for people to see; null when nobody is to.</summary>
    public IBatchWatch? Watch { get; }

    /// <summary>The time of day as the silo knew it when it started, and what has passed since: it never goes back while the silo lives.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(_startedAt.UtcTicks) + Time.GetElapsedTime(_began);

    public void Add(SequencerHost sequencer)
    {
        _runner.Value.Messenger.HeardBySequencer = Hear;
        lock (_grains)
            _sequencers = [.. _sequencers, sequencer];
    }

    public void Remove(SequencerHost sequencer)
    {
        lock (_grains)
            _sequencers = [.. _sequencers.Where(other => other != sequencer)];
    }

    /// <summary>Tells a process what became of its transactions.</summary>
    public void Answer(string route, DeclaredAnswer[] answers)
    {
        if (route == _runner.Value.Messenger.Route)
            _ = _runner.Value.Messenger.AnswerAsync(answers);
        else
            _grains.GetGrain<ITransactionPeer>(GrainId.Parse(route)).AnswerAsync(answers).Ignore();
    }

    /// <returns>The answers that are to none of the sequencers. What a participant of this silo has asked about a sequencer's transaction is the participant's to hear.</returns>
    private IReadOnlyList<ParticipantAnswer> Hear(IReadOnlyList<ParticipantAnswer> answers)
    {
        var left = answers;
        foreach (var sequencer in _sequencers)
        {
            if (left.Count == 0)
                break;
            var heard = left.Where(answer => IsTo(sequencer, answer)).ToList();
            if (heard.Count == 0)
                continue;
            if (heard.Count < left.Count)
                left = [.. left.Where(answer => !IsTo(sequencer, answer))];
            else
                left = [];
            sequencer.Hear(heard);
        }

        return left;
    }

    private static bool IsTo(SequencerHost sequencer, ParticipantAnswer answer) => answer.Asker is null && answer.Transaction.Coordinator == sequencer.Id;

    private void Deliver(ParticipantCall[] calls)
    {
        var route = _runner.Value.Messenger.Route;
        foreach (var call in calls)
        {
            if (!_hosts.TryDeliver(route, call))
                _runner.Value.Messenger.SendToGrain(route, call);
        }
    }
}
