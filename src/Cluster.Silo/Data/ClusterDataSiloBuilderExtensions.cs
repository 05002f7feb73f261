using Cluster.Silo;
using Cluster.Silo.Data;
using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Hosting;
using Cluster.Silo.Data.Jobs;
using Cluster.Silo.Data.Pairs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.Hosting;

/// <summary>Lets a silo take part in data jobs.</summary>
public static class ClusterDataSiloBuilderExtensions
{
    /// <summary>
    /// Adds the grains and workers of data jobs, configured by the section <c>Cluster:Data</c>. <c>AddCluster</c> does it already; call it
    /// to change options in code.
    /// </summary>
    public static ISiloBuilder AddClusterData(this ISiloBuilder builder, Action<ClusterDataOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(WorkerSet)))
        {
            return builder;
        }

        services.AddOptions<ClusterDataOptions>().Bind(builder.Configuration.GetSection(ClusterDataOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterDataOptions>, ClusterDataOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<WorkerSet>();
        services.AddSingleton<WorkFolder>();
        services.AddSingleton<BlockMemory>();
        services.AddSingleton<BlockStore>();
        services.AddSingleton<KeyTablePool>();
        services.AddSingleton<DataTelemetry>();
        services.AddSingleton<PartitionHosts>();
        services.AddSingleton<HostServices>();
        services.AddSingleton<JobPlanner>();
        services.AddHostedService<JobWatch>();
        return builder.AddGrainService<PartitionHost>();
    }
}
