using Cluster;
using Cluster.Registers;
using Cluster.Registers.Calling;
using Cluster.Silo;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Hosting;

/// <summary>Lets a silo hold replicas of registers.</summary>
public static class ClusterRegistersSiloBuilderExtensions
{
    /// <summary>
    /// Adds the replicas and proposers of registers, configured by the section <c>Cluster:Registers</c>; who replicates what is kept in the grain
    /// storage named <c>Default</c>. <c>AddCluster</c> does it already; call it to change options in code.
    /// </summary>
    public static ISiloBuilder AddClusterRegisters(this ISiloBuilder builder, Action<ClusterRegistersOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(ReplicaStorage)))
            return builder;

        services.AddOptions<ClusterRegistersOptions>().Bind(builder.Configuration.GetSection(ClusterRegistersOptions.SectionName)).ValidateAnnotationsOnStart();
        services.AddClusterRegisters(builder.Configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ReplicaStorage>();
        services.AddFromExisting<ILifecycleParticipant<ISiloLifecycle>, ReplicaStorage>();
        services.AddSingleton<RegisterHandOver>();
        services.AddFromExisting<ILifecycleParticipant<ISiloLifecycle>, RegisterHandOver>();
        services.AddSingleton<RegisterLinks>();
        services.AddSingleton<ReplicaHosts>();
        services.AddSingleton<ReplicaRanks>();
        services.AddSingleton<ReplicaRouter>();
        services.AddSingleton<ReplicaJoiner>();
        services.AddSingleton<RegisterHomes>();
        services.AddSingleton<RegisterMapStorage>();
        services.AddSingleton<RegisterConfigurations>();
        services.AddMetrics();
        services.AddSingleton<RegisterMetrics>();
        services.AddSingleton<ConvergentReplicas>();
        services.AddFromExisting<ILifecycleParticipant<ISiloLifecycle>, ConvergentReplicas>();
        services.AddSingleton<WeakOps>();
        services.AddSingleton<RegisterFront>();
        services.AddFromExisting<ILifecycleParticipant<ISiloLifecycle>, RegisterFront>();
        services.AddFromExisting<INearRegisters, RegisterFront>();
        services.AddSingleton<RegisterMaster>();
        services.AddFromExisting<ILifecycleParticipant<ISiloLifecycle>, RegisterMaster>();
        services.AddSingleton<RegisterMeasures>();
        services.AddSingleton<RegisterCensus>();
        services.AddSingleton<ReplicaServices>();
        services.AddHealthChecks().AddCheck<RegisterHealthCheck>("registers", tags: ["ready"]);
        return builder.AddGrainService<ReplicaHost>();
    }

    private static void AddFromExisting<TService, TImplementation>(this IServiceCollection services)
        where TService : class
        where TImplementation : class, TService =>
        services.AddSingleton<TService>(provider => provider.GetRequiredService<TImplementation>());
}
