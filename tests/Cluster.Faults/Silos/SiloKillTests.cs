using Cluster.Data;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Silos;

/// <summary>Kills silos under callers. What they measure is written to the test's output; docs/guarantees.md quotes it.</summary>
[Collection(ThreeSilos.Name)]
public sealed class SiloKillTests(ThreeSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    /// <summary>The deadline of a call (<see cref="ClusterClientOptions.CallTimeout"/>), and much more than a busy machine takes to notice it.</summary>
    private static readonly TimeSpan Bound = new ClusterClientOptions().CallTimeout + TimeSpan.FromSeconds(20);

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task EachSiloKilledInTurn_OverTheEmbeddedDatabase_NoCallFailsOrOutlastsItsDeadline()
        => await KillEachInTurnAsync(await silos.StandAsync());

    [Fact]
    public async Task EachSiloKilledInTurn_OverRedisAndPostgres_NoCallFailsOrOutlastsItsDeadline()
    {
        FullSize.SkipUnlessWanted("The other test shows it over the embedded database.");
        await using var redis = await RedisServer.TryStartAsync();
        Assert.SkipWhen(redis is null, RedisServer.WhyNot);
        await using var postgres = await PostgresServer.TryStartAsync();
        Assert.SkipWhen(postgres is null, PostgresServer.WhyNot);
        await using var cluster = NodeCluster.OverServers(redis!.ConnectionString, postgres!.ConnectionString);
        await Task.WhenAll(ThreeSilos.Names.Select(cluster.StartAsync));
        await KillEachInTurnAsync(cluster);
    }

    private async Task KillEachInTurnAsync(NodeCluster cluster)
    {
        // Whichever silo a call goes through and whichever its grain is on, one of three kills hits it. One kill hits a third of the calls.
        var nodes = FullSize.OneOrAll(cluster.Nodes);
        var client = await cluster.ConnectAsync();
        await using var history = new CallHistory(
        [
            () => client.Silos.ListAsync(),
            () => client.Data.ListAsync(),

            // Grains of their own, spread over the silos: a third of them goes down with each.
            .. Enumerable.Range(0, 12).Select<int, Func<Task>>(number =>
                () => client.Grains.GetGrain<IJobGrain>($"no-such-job-{number}").GetStatusAsync(TimeSpan.Zero, CancellationToken.None)),
        ]);

        foreach (var node in nodes)
        {
            await AllAnsweredAsync(history, calls: 20);
            var killed = history.Now;
            node.Kill();
            var newcomer = cluster.ConnectAsync();
            await Eventually.TrueAsync(
                async () => (await client.Silos.ListAsync(includeDead: true)).Any(silo => silo.Name == node.Name && silo.State == "Dead"),
                $"{node.Name} is found dead");
            output.WriteLine($"{node.Name}: found dead {(history.Now - killed).TotalSeconds:0.00} s after kill -9");

            // The list of gateways that a client starts with still names the silo.
            await (await newcomer).Silos.ListAsync();
            output.WriteLine($"a client that started then was answered by {(history.Now - killed).TotalSeconds:0.00} s");
            await AllAnsweredAsync(history, calls: 20);
            await cluster.StartAsync(node.Name);
        }

        var longest = history.Calls.Max(call => call.End - call.Start);
        output.WriteLine($"longest outage {history.LongestOutage().TotalSeconds:0.00} s, longest call {longest.TotalSeconds:0.00} s, of {history.Calls.Count} calls");
        Assert.Empty(history.Calls.Where(call => call.Failure is not null).Select(call => $"after {(call.End - call.Start).TotalSeconds:0.00} s: {call.Failure}"));
        Assert.InRange(longest, TimeSpan.Zero, Bound);
    }

    private static Task AllAnsweredAsync(CallHistory history, int calls)
    {
        var from = history.Now;
        return Eventually.TrueAsync(
            () => Enumerable.Range(0, history.Callers).All(caller => history.AnsweredSince(from, caller) >= calls), "every caller is answered");
    }
}
