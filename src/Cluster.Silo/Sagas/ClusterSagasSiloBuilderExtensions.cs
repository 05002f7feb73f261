using System.Reflection;
using Cluster;
using Cluster.Sagas;
using Cluster.Silo;
using Cluster.Silo.Sagas.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;

namespace Orleans.Hosting;

/// <summary>Lets a silo run sagas.</summary>
public static class ClusterSagasSiloBuilderExtensions
{
    /// <summary>
    /// Adds what runs sagas, configured by the section <c>Cluster:Sagas</c>; registers hold them, see <c>AddClusterRegisters</c>. <c>AddCluster</c> does it already;
    /// call it to change options in code.
    /// </summary>
    /// <exception cref="ClusterException">An assembly that <see cref="ClusterSagasOptions.Assemblies"/> names cannot be loaded.</exception>
    public static ISiloBuilder AddClusterSagas(this ISiloBuilder builder, Action<ClusterSagasOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(SagaServices)))
            return builder;

        services.AddOptions<ClusterSagasOptions>().Bind(builder.Configuration.GetSection(ClusterSagasOptions.SectionName)).ValidateAnnotationsOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<SagaTelemetry>();
        services.AddSingleton<SagaCatalog>();
        services.TryAddSingleton<OutboxRoutes>();
        services.AddSingleton<SagaServices>();
        services.AddHostedService<SagaWatch>();
        foreach (var path in builder.Configuration.GetSection($"{ClusterSagasOptions.SectionName}:{nameof(ClusterSagasOptions.Assemblies)}").Get<string[]>() ?? [])
            builder.AddSagasOf(path);
        return builder;
    }

    /// <summary>Registers a saga, so that it can be started on this silo and is driven by it. Silos of one cluster should know the same sagas.</summary>
    /// <typeparam name="TSaga">A class derived from <see cref="Saga{TState}"/> or <see cref="TryConfirmCancel{TState}"/>; its constructor may take the silo's services.</typeparam>
    public static ISiloBuilder AddSaga<TSaga>(this ISiloBuilder builder)
        where TSaga : Saga
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new SagaRegistration(typeof(TSaga)));
        return builder;
    }

    /// <summary>Registers who takes the messages of a type that sagas and transactions send, see <see cref="SagaStep{TState}.Send"/> and <see cref="Cluster.Transactions.ClusterTransaction.Send"/>. A type has one handler.</summary>
    public static ISiloBuilder AddOutboxHandler<TMessage, THandler>(this ISiloBuilder builder)
        where TMessage : class
        where THandler : class, IOutboxHandler<TMessage>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<THandler>();
        builder.Services.AddSingleton(OutboxRoute.To<TMessage, THandler>());
        return builder;
    }

    private static void AddSagasOf(this ISiloBuilder builder, string path)
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.LoadFrom(Path.GetFullPath(path));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            throw new ClusterException($"{ClusterSagasOptions.SectionName}:{nameof(ClusterSagasOptions.Assemblies)} names {path}, which cannot be loaded: {e.Message}", e);
        }

        builder.Services.AddSerializer(serializer => serializer.AddAssembly(assembly));
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            if (type.IsSubclassOf(typeof(Saga)))
                builder.Services.AddSingleton(new SagaRegistration(type));
            foreach (var handled in type.GetInterfaces().Where(of => of.IsGenericType && of.GetGenericTypeDefinition() == typeof(IOutboxHandler<>)))
            {
                typeof(ClusterSagasSiloBuilderExtensions).GetMethod(nameof(AddOutboxHandler))!
                    .MakeGenericMethod(handled.GetGenericArguments()[0], type).Invoke(null, [builder]);
            }
        }
    }
}
