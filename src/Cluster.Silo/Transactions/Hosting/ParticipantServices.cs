using Cluster.Silo.Transactions.Protocol;
using Cluster.Silo.Transactions.Watching;
using Cluster.Transactions.Running;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>What all participants of a silo share.</summary>
internal sealed class ParticipantServices(
    ILocalSiloDetails silo,
    IGrainFactory grains,
    ParticipantStore store,
    AnswerLanes answers,
    TellLanes tells,
    RecordOwners owners,
    Wakeups wakeups,
    Lazy<TransactionRunner> runner,
    IOptions<ClusterTransactionsOptions> options,
    TransactionJournal journal,
    TransactionWaits waits,
    ILogger<ParticipantHost> logger)
{
    public string Silo => silo.Name;

    public IGrainFactory Grains => grains;

    public ParticipantStore Store => store;

    public AnswerLanes Answers => answers;

    /// <summary>The way of what is told to other participants and may wait.</summary>
    public TellLanes Tells => tells;

    public RecordOwners Owners => owners;

    public Wakeups Wakeups => wakeups;

    public TransactionRunner Runner => runner.Value;

    /// <summary>Told of transactions that wait for long.</summary>
    public TransactionWaits Waits => waits;

    public ILogger Logger => logger;

    /// <summary>What is told of a participant's doings; null when nobody is to see them.</summary>
    public IParticipantWatch? WatchOf(string participant) => options.Value.Journal > 0 ? new ParticipantWatch(participant, journal) : null;

    public ParticipantSettings Settings { get; } = new()
    {
        IdleTimeout = options.Value.IdleTimeout,
        InDoubtPatience = options.Value.InDoubtPatience,
        LazyWrite = options.Value.LazyWrite,
        RememberFor = options.Value.RememberFor,
    };
}
