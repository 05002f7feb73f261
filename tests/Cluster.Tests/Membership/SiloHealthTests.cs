using Cluster.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Cluster.Tests.Membership;

public sealed class SiloHealthTests : IAsyncLifetime
{
    private readonly EmbeddedCluster _cluster = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Silo_ThatIsActive_IsHealthy()
    {
        var silo = await _cluster.StartSiloAsync("silo-1");

        await Eventually.TrueAsync(async () => (await CheckAsync(silo)).Status == HealthStatus.Healthy, "the silo is healthy, its registers included");
        var report = await CheckAsync(silo);

        Assert.Contains("silo-1", report.Entries["silo"].Description, StringComparison.Ordinal);
        Assert.Contains("SQLite", report.Entries["storage"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_ThatHasNotStarted_IsNotReady()
    {
        using var silo = _cluster.BuildSilo("silo-1");

        var report = await CheckAsync(silo);

        Assert.Equal(HealthStatus.Unhealthy, report.Entries["silo"].Status);
    }

    [Fact]
    public async Task Silo_WhoseMembershipStoreFails_ServesOnAndSaysSoUntilItIsBack()
    {
        UnreliableMembershipTable? table = null;
        var silo = await _cluster.StartSiloAsync(
            "silo-1",
            builder =>
            {
                var original = builder.Services.Last(service => service.ServiceType == typeof(IMembershipTable));
                builder.Services.AddSingleton<IMembershipTable>(provider => table = new UnreliableMembershipTable(
                    (IMembershipTable)ActivatorUtilities.CreateInstance(provider, original.ImplementationType!)));
            },
            new() { ["Cluster:Silo:MembershipStoreCheckPeriod"] = "00:00:00.5" });
        var client = await _cluster.StartClientAsync();

        table!.IsBroken = true;
        await Eventually.TrueAsync(async () => (await CheckAsync(silo)).Entries["membership-store"].Status == HealthStatus.Degraded, "the silo says that its store does not answer");
        var report = await CheckAsync(silo);
        Assert.Contains("The store is broken.", report.Entries["membership-store"].Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, report.Entries["silo"].Status);
        Assert.Equal(["silo-1"], (await client.Silos.ListAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(known => known.Name));

        table.IsBroken = false;
        await Eventually.TrueAsync(async () => (await CheckAsync(silo)).Status == HealthStatus.Healthy, "the silo says that its store answers again");
    }

    [Fact]
    public async Task Silo_WithNoGrainStorage_RefusesToStartAndSaysWhatToSet()
    {
        var ports = FreePorts.Take(2);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.UseLocalhostClustering(ports[0], ports[1]).AddCluster());
        using var host = builder.Build();

        var failure = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Orleans:GrainStorage:Default:ProviderType", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ProbeTimeout", "00:00:00.1", "00:00:00.2")]
    [InlineData("MissedProbes", "0", "1 and 10")]
    [InlineData("CallTimeout", "02:00:00", "01:00:00")]
    public async Task Silo_WithAnOptionOutOfRange_RefusesToStartWithTheKeyAndTheRange(string name, string value, string bound)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => _cluster.StartSiloAsync("silo-1", settings: new() { [$"Cluster:Silo:{name}"] = value }));

        Assert.Contains($"Cluster:Silo:{name} must be between", failure.Message, StringComparison.Ordinal);
        Assert.Contains(bound, failure.Message, StringComparison.Ordinal);
    }

    private static Task<HealthReport> CheckAsync(IHost silo) => silo.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
