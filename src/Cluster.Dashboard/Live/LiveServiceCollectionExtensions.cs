namespace Cluster.Dashboard.Live;

internal static class LiveServiceCollectionExtensions
{
    /// <summary>Adds the live state of the cluster and the watchers that keep it.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<LocalEngine>();
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<LiveState>();
        services.AddSingleton<JobSubscriptions>();
        services.AddHostedService<ResourceWatch>();
        services.AddHostedService<SiloWatch>();
        services.AddSingleton<JobWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWatch>());
        services.AddSingleton<LockWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LockWatch>());
        services.AddSingleton<RegisterWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<RegisterWatch>());
        services.AddSingleton<SagaWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SagaWatch>());
        services.AddSingleton<TransactionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<TransactionWatch>());
        return services;
    }
}
