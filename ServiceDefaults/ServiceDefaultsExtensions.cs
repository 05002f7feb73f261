using Cluster.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every process of a cluster adds in one line.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds telemetry (sent over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), a liveness check, service discovery, and resilience for the
    /// HTTP clients that the process makes.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddLiveness();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(client =>
        {
            // A POST that got no answer may have taken effect; only what is safe to repeat is repeated.
            client.AddStandardResilienceHandler(resilience => resilience.Retry.DisableForUnsafeHttpMethods());
            client.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready to serve: every check) and <c>/alive</c> (the process runs: checks tagged <c>live</c>). Both answer in JSON,
    /// with 200 when healthy or degraded and 503 when not.
    /// </summary>
    public static TRoutes MapDefaultEndpoints<TRoutes>(this TRoutes routes)
        where TRoutes : IEndpointRouteBuilder
    {
        routes.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteAsync });
        routes.MapHealthChecks("/alive", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Liveness.Tag),
            ResponseWriter = HealthAnswer.WriteAsync,
        });
        return routes;
    }

    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Whoever degrades says so once itself; here it would be a line for each probe.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(TelemetrySources.Meters)
                .AddView(TelemetrySources.DirectoryCacheSize, MetricStreamConfiguration.Drop))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.Filter = TelemetrySources.IsWorthTracing)
                .AddHttpClientInstrumentation()
                .AddSource(TelemetrySources.Activities));

        // The exporter reads its endpoint, protocol and headers from the standard variables; without an endpoint it would try localhost for ever.
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static void AddLiveness(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Liveness>();
        services.AddHostedService(provider => provider.GetRequiredService<Liveness>());
        services.AddHealthChecks().AddCheck<Liveness>("process", tags: [Liveness.Tag]);
    }
}
