using Cluster;
using Cluster.Client;
using Cluster.Locks;
using Cluster.Locks.Session;
using Cluster.Registers;
using Cluster.Storage;
using Cluster.Transactions;
using Cluster.Transactions.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a .NET host a client of a cluster.</summary>
public static class ClusterServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ClusterClient"/>, a client of the cluster that the configuration names (the keys that Aspire gives an Orleans client:
    /// <c>Orleans:ClusterId</c>, <c>Orleans:Clustering:ProviderType</c> ...), or, when it names none,
    /// of the local cluster whose <c>.cluster/client.json</c> is nearest above the working directory.
    /// The host connects as it starts and waits up to <see cref="ClusterClientOptions.ConnectTimeout"/> for a first silo.
    /// </summary>
    /// <exception cref="ClusterException">No cluster is configured and none was found, or what is configured is incomplete; the message says what is missing.</exception>
    public static IServiceCollection AddCluster(
        this IServiceCollection services, IConfiguration configuration, Action<ClusterClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        var cluster = ClusterConfiguration.Resolve(configuration, Environment.CurrentDirectory);

        var options = services.AddOptions<ClusterClientOptions>()
            .Bind(configuration.GetSection(ClusterClientOptions.SectionName))
            .ValidateAnnotationsOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddRedisConnections(cluster.Settings);
        services.AddOrleansClient(cluster.Settings, client =>
        {
            // Outside of what repeats calls: it has to know when a call ends without an answer.
            client.AddOutgoingGrainCallFilter<TransactionOutgoingFilter>();

            // The first of the other filters: what a host adds later sees each attempt.
            client.AddOutgoingGrainCallFilter<FailoverFilter>();
            client.AddActivityPropagation();
            client.Services.AddOptions<ClientMessagingOptions>()
                .Configure<IOptions<ClusterClientOptions>>((messaging, own) => messaging.ResponseTimeout = own.Value.CallTimeout);
            client.Services.AddOptions<GatewayOptions>()
                .Configure<IOptions<ClusterClientOptions>>((gateways, own) => gateways.GatewayListRefreshPeriod = own.Value.GatewayRefreshPeriod);

            // A client that starts asks one gateway of the list for the grain types, and when that one has just died waits for this long (up to
            // 5 s of Orleans' default of a minute) before it asks another.
            client.Services.AddOptions<TypeManagementOptions>()
                .Configure<IOptions<ClusterClientOptions>>((types, own) => types.TypeMapRefreshInterval = own.Value.GatewayRefreshPeriod);
            client.Services.Configure<ConnectionOptions>(connections =>
            {
                // A gateway that does not accept within a second is not the one to wait for while others live.
                connections.OpenConnectionTimeout = TimeSpan.FromSeconds(1);
                connections.ConnectionRetryDelay = TimeSpan.FromMilliseconds(250);
            });
            client.Services.AddSingleton(cluster);
            client.Services.AddSingleton<GatewayConnections>();
            client.Services.AddSingleton<IClusterConnectionStatusObserver>(provider => provider.GetRequiredService<GatewayConnections>());
            client.Services.Replace(ServiceDescriptor.Singleton<IClientConnectionRetryFilter, ConnectWithinTimeout>());
        });
        services.AddClusterLocks(configuration);
        services.AddClusterRegisters(configuration);
        services.AddClusterTransactions();
        services.AddSingleton(provider => new ClusterClient(
            provider.GetRequiredService<IClusterClient>(),
            provider.GetRequiredService<LockSession>(),
            provider.GetRequiredService<ClusterRegisters>(),
            provider.GetRequiredService<TransactionRunner>()));
        return services;
    }
}
