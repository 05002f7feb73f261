using Cluster;
using Cluster.Locks.Session;
using Cluster.Registers;
using Cluster.Silo;
using Cluster.Silo.Health;
using Cluster.Silo.Membership;
using Cluster.Silo.Storage;
using Cluster.Storage;
using Cluster.Transactions.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orleans.Hosting;

/// <summary>Makes a silo a member of a cluster.</summary>
public static class ClusterSiloBuilderExtensions
{
    /// <summary>
    /// Adds the grains, membership settings, storage providers and health checks of Cluster to a silo that you host.
    /// Clustering, reminders and grain storage are taken from the section <c>Orleans</c> as Aspire writes it, with the provider types
    /// <c>Redis</c> and <c>Sqlite</c> (clustering, reminders), <c>PostgresDatabase</c> and <c>Sqlite</c> (grain storage).
    /// A grain storage named <c>Default</c> is needed; the silo refuses to start without one.
    /// </summary>
    public static ISiloBuilder AddCluster(this ISiloBuilder builder, Action<ClusterSiloOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddOptions<ClusterSiloOptions>()
            .Bind(builder.Configuration.GetSection(ClusterSiloOptions.SectionName))
            .ValidateAnnotationsOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddRedisConnections(builder.Configuration);
        services.AddSingleton<IConfigurationValidator, DefaultStorageValidator>();
        services.TryAddSingleton(provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            return new ClusterClient(
                grains, provider.GetRequiredService<LockSession>(), provider.GetRequiredService<ClusterRegisters>(), provider.GetRequiredService<TransactionRunner>());
        });

        builder.AddActivityPropagation();
        builder.UseSiloMetadata();
        builder.AddMembership();
        builder.AddHealth();
        builder.AddClusterData();
        builder.AddClusterLocks();
        builder.AddClusterRegisters();
        builder.AddClusterTransactions();
        builder.AddClusterSagas();
        return builder;
    }

    private static void AddMembership(this ISiloBuilder builder)
    {
        builder.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<ClusterSiloOptions>>((membership, own) =>
        {
            membership.ProbeTimeout = own.Value.ProbeTimeout;
            membership.MinProbeTimeout = own.Value.ProbeTimeout * 2 / 3;
            membership.MaxProbeTimeout = own.Value.ProbeTimeout * 2;
            membership.NumMissedProbesLimit = own.Value.MissedProbes;
            membership.NumVotesForDeathDeclaration = own.Value.Votes;

            // Gossip spreads changes at once; the table is read again at this pace for what gossip lost.
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);

            // When all silos have died together, those that start again wait for the dead ones until three of these are missed.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<ClusterSiloOptions>>(
            (messaging, own) => messaging.ResponseTimeout = own.Value.CallTimeout);
        builder.Services.AddOptions<SiloOptions>().Configure(silo => silo.SiloName ??= ServiceInstance.Name(builder.Configuration)!);

        builder.Services.AddSingleton<SiloWatch>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SiloWatch>());
        builder.Services.AddSingleton<ProcessorUse>();
        builder.AddGrainService<SiloFigures>();
        builder.Services.AddSingleton<ISiloFiguresClient, SiloFiguresClient>();
    }

    private static void AddHealth(this ISiloBuilder builder)
    {
        builder.Services.AddSingleton<MembershipStoreWatch>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<MembershipStoreWatch>());
        builder.Services.AddHealthChecks()
            .AddCheck<SiloHealthCheck>("silo", tags: ["ready"])
            .AddCheck<StorageHealthCheck>("storage", tags: ["ready"])
            .AddCheck<MembershipStoreHealthCheck>("membership-store", tags: ["ready"]);
    }
}
