using Cluster.Membership;
using Cluster.Silo.Membership;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Cluster.Tests.Membership;

public sealed class ClusterSilosTests : IAsyncLifetime
{
    private readonly EmbeddedCluster _cluster = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task List_OfTwoSilos_GivesNamesInOrderAndFigures()
    {
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-2);
        await _cluster.StartSiloAsync("silo-2");
        await _cluster.StartSiloAsync("silo-1");
        var client = await _cluster.StartClientAsync();

        IReadOnlyList<SiloInfo> silos = [];
        await Eventually.TrueAsync(
            async () => (silos = await client.Silos.ListAsync(cancellationToken: TestContext.Current.CancellationToken)).Count == 2
                && silos.All(silo => silo.CpuPercent is not null),
            "both silos are listed with their figures");

        Assert.Equal(["silo-1", "silo-2"], silos.Select(silo => silo.Name));
        Assert.All(silos, silo =>
        {
            Assert.Equal("Active", silo.State);
            // Orleans hands out generations one a second at most, so the many silos of this one process run ahead of the clock.
            Assert.InRange(silo.StartedAt, before, TimeProvider.System.GetUtcNow().AddHours(1));
            Assert.True(silo.Activations > 0);
            Assert.InRange(silo.CpuPercent!.Value, 0, 100);
            Assert.True(silo.MemoryBytes > 1_000_000);
        });
    }

    [Fact]
    public async Task List_AfterASiloLeft_ListsItAmongTheDeadOnly()
    {
        await _cluster.StartSiloAsync("silo-1");
        var leaving = await _cluster.StartSiloAsync("silo-2");
        var client = await _cluster.StartClientAsync();

        await _cluster.StopAsync(leaving);

        await Eventually.TrueAsync(async () => (await client.Silos.ListAsync()).Count == 1, "silo-2 is gone");
        var gone = Assert.Single(await client.Silos.ListAsync(includeDead: true, TestContext.Current.CancellationToken), silo => silo.Name == "silo-2");
        Assert.Equal("Dead", gone.State);
        Assert.Null(gone.MemoryBytes);
    }

    [Fact]
    public async Task SiloWatch_WhenASiloLeaves_TellsOfItOnceByName()
    {
        var staying = await _cluster.StartSiloAsync("silo-1");
        var watch = staying.Services.GetRequiredService<SiloWatch>();
        var deaths = new List<SiloChange>();
        watch.Changed += change =>
        {
            if (change.IsDeath)
            {
                lock (deaths)
                {
                    deaths.Add(change);
                }

                throw new InvalidOperationException("A listener that fails must not keep the others from being told.");
            }
        };
        var heardByTheNext = 0;
        watch.Changed += change => heardByTheNext += change.IsDeath ? 1 : 0;

        await _cluster.StopAsync(await _cluster.StartSiloAsync("silo-2"));
        await _cluster.StopAsync(await _cluster.StartSiloAsync("silo-3"));

        await Eventually.TrueAsync(() => Volatile.Read(ref heardByTheNext) == 2, "both deaths were told");
        Assert.Equal(["silo-2", "silo-3"], deaths.Select(change => change.Name));
        Assert.Equal(["silo-1"], watch.Active.Select(member => member.Name));
    }

    [Fact]
    public async Task SiloName_WithNoneConfigured_IsTheServiceInstance()
    {
        var silo = await _cluster.StartSiloAsync(null, settings: new() { ["OTEL_RESOURCE_ATTRIBUTES"] = "team=a, service.instance.id=silo-7" });

        Assert.Equal("silo-7", silo.Services.GetRequiredService<ILocalSiloDetails>().Name);
    }
}
