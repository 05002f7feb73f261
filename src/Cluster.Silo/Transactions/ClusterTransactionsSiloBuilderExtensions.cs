using Cluster;
using Cluster.Silo;
using Cluster.Silo.Locks;
using Cluster.Silo.Sagas.Hosting;
using Cluster.Silo.Transactions.Hosting;
using Cluster.Silo.Transactions.Outbox;
using Cluster.Silo.Transactions.Watching;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Running;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.Hosting;

/// <summary>Lets a silo's grains take part in transactions.</summary>
public static class ClusterTransactionsSiloBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="ITransactionalState{T}"/> and what stands behind it, configured by the section <c>Cluster:Transactions</c>; participants keep their records in
    /// registers. <c>AddCluster</c> does it already; call it to change options in code.
    /// </summary>
    public static ISiloBuilder AddClusterTransactions(this ISiloBuilder builder, Action<ClusterTransactionsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(ParticipantHosts)))
            return builder;

        services.AddOptions<ClusterTransactionsOptions>().Bind(builder.Configuration.GetSection(ClusterTransactionsOptions.SectionName)).ValidateAnnotationsOnStart();
        builder.AddClusterRegisters();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ParticipantHosts>();
        services.AddSingleton<ILocalParticipants>(provider => provider.GetRequiredService<ParticipantHosts>());
        services.AddSingleton(provider => new TransactionJournal(
            provider.GetRequiredService<IOptions<ClusterTransactionsOptions>>().Value.Journal,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILocalSiloDetails>().Name));
        services.AddSingleton<TransactionMetrics>();
        builder.AddGrainService<TransactionWatch>();
        services.AddSingleton<ITransactionWatchClient, TransactionWatchClient>();
        services.AddSingleton<TransactionWaits>();
        services.AddSingleton<IFurtherWaits>(provider => provider.GetRequiredService<TransactionWaits>());
        services.AddClusterTransactions();
        services.AddSingleton(provider => new Lazy<TransactionRunner>(provider.GetRequiredService<TransactionRunner>));
        services.AddSingleton<ParticipantStore>();
        services.AddSingleton<AnswerLanes>();
        services.AddSingleton<TellLanes>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<TellLanes>());
        services.AddSingleton<RecordOwners>();
        services.AddSingleton<Wakeups>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<Wakeups>());
        services.AddSingleton<PromiseWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<PromiseWatch>());
        services.AddSingleton<UndecidedTransactions>();
        services.TryAddSingleton<OutboxRoutes>();
        services.AddSingleton<OutboxDelivery>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<OutboxDelivery>());
        services.AddSingleton<SiloDeaths>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloDeaths>());
        services.AddSingleton<ParticipantServices>();
        services.AddSingleton<GrainParticipants>();
        services.AddSingleton<SequencerServices>();
        services.AddKeyedTransient(typeof(ITransactionalState<>), KeyedService.AnyKey, typeof(TransactionalState<>));
        builder.AddGrainExtension<ITransactionParticipantExtension, TransactionParticipantExtension>();
        builder.AddOutgoingGrainCallFilter<TransactionOutgoingFilter>();
        return builder.AddIncomingGrainCallFilter<TransactionIncomingFilter>();
    }
}
