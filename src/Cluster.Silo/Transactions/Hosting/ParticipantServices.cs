using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>What all participants of a silo share.</summary>
internal sealed class ParticipantServices(
    ILocalSiloDetails silo,
    IGrainFactory grains,
    ParticipantStore store,
    AnswerLanes answers,
    Wakeups wakeups,
    Lazy<TransactionRunner> runner,
    IOptions<ClusterTransactionsOptions> options,
    ILogger<ParticipantHost> logger)
{
    public string Silo => silo.Name;

    public IGrainFactory Grains => grains;

    public ParticipantStore Store => store;

    public AnswerLanes Answers => answers;

    public Wakeups Wakeups => wakeups;

    public TransactionRunner Runner => runner.Value;

    public ILogger Logger => logger;

    public ParticipantSettings Settings { get; } = new()
    {
        IdleTimeout = options.Value.IdleTimeout,
        InDoubtPatience = options.Value.InDoubtPatience,
        LazyWrite = options.Value.LazyWrite,
        RememberFor = options.Value.RememberFor,
    };
}
