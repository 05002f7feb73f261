using Cluster.Locks.Session;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Locks;

internal static class ClusterLocksServiceCollectionExtensions
{
    /// <summary>Adds the process's lock session, which begins with the first lock and ends with the host.</summary>
    public static void AddClusterLocks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClusterLocksClientOptions>().Bind(configuration.GetSection(ClusterLocksClientOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterLocksClientOptions>, ClusterLocksClientOptionsValidator>());
        services.AddSingleton(provider => new LockSession(
            provider.GetRequiredService<IClusterClient>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LockSession>>(),
            provider.GetRequiredService<IOptions<ClusterLocksClientOptions>>().Value));

        // After the client itself, and so stopped before it.
        services.AddHostedService<LockSessionEnd>();
    }
}
