using Cluster.Locks.Session;
using Cluster.Silo;
using Cluster.Silo.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Lets a silo hold locks.</summary>
public static class ClusterLocksSiloBuilderExtensions
{
    /// <summary>
    /// Adds the grains of locks, configured by the section <c>Cluster:Locks</c>; they keep their epochs in the grain storage named <c>Default</c>.
    /// <c>AddCluster</c> does it already; call it to change options in code.
    /// </summary>
    public static ISiloBuilder AddClusterLocks(this ISiloBuilder builder, Action<ClusterLocksOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(LockHost)))
            return builder;

        services.AddOptions<ClusterLocksOptions>().Bind(builder.Configuration.GetSection(ClusterLocksOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterLocksOptions>, ClusterLocksOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LockHost>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LocksEnd>();

        // The silo's own session, for grains that take locks or have to know who lives.
        services.TryAddSingleton(provider => LockSession.WithDefaults(provider.GetRequiredService<IGrainFactory>()));
        services.AddSingleton<LifeWatch>();
        return builder;
    }
}
