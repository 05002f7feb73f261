using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Tests.ServiceDefaults;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Telemetry_WithAnEndpointSet_SendsLogsMetricsAndTracesThere()
    {
        var received = new ConcurrentBag<string>();
        await using var collector = Build([]);
        collector.Run(async request =>
        {
            using var body = new MemoryStream();
            await request.Request.Body.CopyToAsync(body);
            received.Add($"{request.Request.Path} {System.Text.Encoding.Latin1.GetString(body.ToArray())}");
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using (var app = Build(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
            builder => builder.AddServiceDefaults()))
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var source = new ActivitySource("Cluster.Tests.Telemetry");
            using var meter = new Meter("Cluster.Tests.Telemetry");
            app.Logger.LogInformation("a line of the test");
            using (source.StartActivity("a span of the test"))
            {
                meter.CreateCounter<int>("a.counter.of.the.test").Add(1);
            }

            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains(received, sent => sent.StartsWith("/v1/logs", StringComparison.Ordinal) && sent.Contains("a line of the test", StringComparison.Ordinal));
        Assert.Contains(received, sent => sent.StartsWith("/v1/traces", StringComparison.Ordinal) && sent.Contains("a span of the test", StringComparison.Ordinal));
        Assert.Contains(received, sent => sent.StartsWith("/v1/metrics", StringComparison.Ordinal) && sent.Contains("a.counter.of.the.test", StringComparison.Ordinal));
    }

    private static WebApplication Build(Dictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        return builder.Build();
    }
}
