using Cluster.Tests.Hosting;

namespace Cluster.Faults.Silos;

public sealed class RedisKillTests
{
    [Fact]
    public async Task RedisKilled_SilosServeOnAndSaySo_AndRecoverWhenItIsBack()
    {
        await using var redis = await RedisServer.TryStartAsync();
        Assert.SkipWhen(redis is null, RedisServer.WhyNot);
        await using var postgres = await PostgresServer.TryStartAsync();
        Assert.SkipWhen(postgres is null, PostgresServer.WhyNot);
        await using var cluster = NodeCluster.OverServers(redis!.ConnectionString, postgres!.ConnectionString);
        var nodes = await Task.WhenAll(cluster.StartAsync("silo-1"), cluster.StartAsync("silo-2"));
        var client = await cluster.ConnectAsync();
        await using var history = new CallHistory(() => client.Silos.ListAsync());

        await redis.KillAsync();

        foreach (var node in nodes)
        {
            await Eventually.TrueAsync(async () => await node.ReadHealthAsync() is { Status: "Degraded" } health && health.Reasons.Contains("membership-store", StringComparison.Ordinal), $"{node.Name} says that its store is gone");
            Assert.Contains("The membership store does not answer", await File.ReadAllTextAsync(node.LogFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        var down = history.Now;
        await Eventually.TrueAsync(() => history.AnsweredSince(down, caller: 0) >= 100, "calls are answered without Redis");

        await redis.StartAsync();

        foreach (var node in nodes)
        {
            await Eventually.TrueAsync(async () => await node.ReadHealthAsync() is { Status: "Healthy" }, $"{node.Name} says that its store is back");
        }

        await cluster.StartAsync("silo-3");
        await Eventually.TrueAsync(async () => (await client.Silos.ListAsync()).Count(silo => silo.State == "Active") == 3, "a silo can join again");
        Assert.Empty(history.Calls.Where(call => call.Failure is not null).Select(call => call.Failure!.ToString()));
    }
}
