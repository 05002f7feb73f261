using Cluster;
using Cluster.Transactions.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Looks after a PostgreSQL database that takes part in transactions.</summary>
public static class PostgresTransactionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds a hosted service that finishes prepared transactions whose coordinators are gone, configured by the section <c>Cluster:Transactions:Postgres</c>. Add it, for each database that takes part, to at least one host that
    /// lives on, a client of the cluster or a silo; several do no harm. Without it a prepared transaction whose client was killed keeps its locks until one runs.
    /// </summary>
    /// <param name="services">Services with <c>AddCluster</c>.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="dataSource">
    /// The database; the service doesn't dispose it. PostgreSQL lets only the user who has prepared a transaction, or a superuser, finish it.
    /// </param>
    public static IServiceCollection AddPostgresTransactionRecovery(
        this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, NpgsqlDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(dataSource);
        services.AddOptions<PostgresRecoveryOptions>().Bind(configuration.GetSection(PostgresRecoveryOptions.SectionName)).ValidateAnnotationsOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHostedService>(provider => new PostgresTransactionRecovery(
            dataSource(provider),
            provider.GetRequiredService<ClusterClient>().Registers,
            provider.GetRequiredService<IOptions<PostgresRecoveryOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresTransactionRecovery>>()));
        return services;
    }
}
