using Cluster.Locks;
using Cluster.Locks.FileSystem;
using Cluster.Locks.RabbitMq;
using Cluster.Locks.SharedMemory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Load;

internal static class LockProviderRegistration
{
    /// <summary>Adds the provider that the arguments name.</summary>
    public static void AddLockProvider(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.Get<LockProviderOptions>()!;
        switch (options.Provider)
        {
            case "cluster":
                services.AddCluster(configuration);
                services.AddSingleton<IFencedLockProvider>(provider => provider.GetRequiredService<ClusterClient>().Locks);
                break;
            case "shared-memory":
                services.AddSingleton<IFencedLockProvider>(_ => new SharedMemoryLocks(options.At));
                break;
            case "file-system":
                services.AddSingleton<IFencedLockProvider>(_ => new FileSystemLocks(options.At, new FileSystemLocksOptions { Lease = options.Lease }));
                break;
            case "rabbitmq":
                services.AddSingleton<IFencedLockProvider>(_ => new RabbitMqLocks(new Uri(options.At), new RabbitMqLocksOptions { Lease = options.Lease }));
                break;
            default:
                throw new ArgumentException($"There is no lock provider {options.Provider}; there are cluster, shared-memory, file-system and rabbitmq.");
        }
    }
}
