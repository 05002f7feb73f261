using System.Net;
using System.Text.Json;
using Cluster.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.ServiceDefaults;

public sealed class DefaultEndpointsTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Health_AnswersWithTheWorstCheckAndItsReason(HealthStatus worst, HttpStatusCode expected)
    {
        await using var app = await StartAsync(checks => checks.AddCheck("store", () => new HealthCheckResult(worst, "as asked")));

        var (code, body) = await GetAsync(app, "/health");

        Assert.Equal(expected, code);
        Assert.Equal(worst.ToString(), body.GetProperty("status").GetString());
        var entry = body.GetProperty("entries").GetProperty("store");
        Assert.Equal(worst.ToString(), entry.GetProperty("status").GetString());
        Assert.Equal("as asked", entry.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Alive_OfAProcessThatIsNotReady_IsOk()
    {
        await using var app = await StartAsync(checks => checks.AddCheck("store", () => HealthCheckResult.Unhealthy("gone")));

        var (code, body) = await GetAsync(app, "/alive");

        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("Healthy", body.GetProperty("status").GetString());
        Assert.False(body.GetProperty("entries").TryGetProperty("store", out _));
    }

    [Fact]
    public async Task Liveness_WhenTicksStop_IsUnhealthyAfterTenSeconds()
    {
        var time = new FakeTimeProvider();
        var liveness = new Liveness(time);
        var context = new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("process", liveness, HealthStatus.Unhealthy, tags: null),
        };

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HealthStatus.Healthy, (await liveness.CheckHealthAsync(context, TestContext.Current.CancellationToken)).Status);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Unhealthy, (await liveness.CheckHealthAsync(context, TestContext.Current.CancellationToken)).Status);
    }

    private static async Task<WebApplication> StartAsync(Action<IHealthChecksBuilder> configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.AddServiceDefaults();
        configure(builder.Services.AddHealthChecks());
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return app;
    }

    private static async Task<(HttpStatusCode Code, JsonElement Body)> GetAsync(WebApplication app, string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var response = await http.GetAsync(path);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }
}
