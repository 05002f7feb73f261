using System.Diagnostics;
using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Simulation.Histories;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Locks;

/// <summary>
/// Silos and clients as processes, killed and paused at random; what the clients did is checked afterwards. The size is small unless the environment
/// says otherwise, as <c>.ci/run</c> does: CLUSTER_LOCK_FAULTS_CLIENTS (16 for the full size) and CLUSTER_LOCK_FAULTS_SECONDS (60), and CLUSTER_FAULTS=full for both stores and every silo. CLUSTER_HISTORY=history.jsonl keeps the histories as history.locks.jsonl
/// and the like.
/// </summary>
[Collection(ThreeSilos.Name)]
public sealed class LockFaultTests(ThreeSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Names = 50;
    private const int WorkersPerClient = 4;

    private static int Clients => Setting("CLUSTER_LOCK_FAULTS_CLIENTS", 4);

    private static TimeSpan Length => TimeSpan.FromSeconds(Setting("CLUSTER_LOCK_FAULTS_SECONDS", 8));

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task KillsAndPausesOfSilosAndClients_OverTheEmbeddedDatabase_BreakNoPromise()
    {
        await RunAsync(await silos.StandAsync(), "locks", StrikeAtRandomAsync);
    }

    [Fact]
    public async Task KillsAndPausesOfSilosAndClients_OverRedisAndPostgres_BreakNoPromise()
    {
        FullSize.SkipUnlessWanted("What is promised does not depend on the store, which the other test shows for one.");
        await using var redis = await RedisServer.TryStartAsync();
        Assert.SkipWhen(redis is null, RedisServer.WhyNot);
        await using var postgres = await PostgresServer.TryStartAsync();
        Assert.SkipWhen(postgres is null, PostgresServer.WhyNot);
        await using var cluster = NodeCluster.OverServers(redis!.ConnectionString, postgres!.ConnectionString);
        await Task.WhenAll(ThreeSilos.Names.Select(cluster.StartAsync));
        await RunAsync(cluster, "locks-servers", StrikeAtRandomAsync);
    }

    [Fact]
    public async Task EachSiloKilledInTurn_WithAllClientsAlive_NoLockIsLost()
    {
        var cluster = await silos.StandAsync();
        await RunAsync(cluster, "locks-silos", async run =>
        {
            foreach (var silo in FullSize.OneOrAll(cluster.Nodes.ToArray()))
            {
                var before = run.Grants();
                await Eventually.TrueAsync(() => run.Grants() > before + (Clients * 20), "all clients work");
                var killed = LockFaultRun.Now();
                await run.KillSiloAsync(silo, () => Eventually.TrueAsync(() => run.AreAllGrantedSince(killed), $"every lock is granted again without {silo.Name}"));
            }
        });
    }

    private static async Task StrikeAtRandomAsync(LockFaultRun run)
    {
        var end = Stopwatch.GetTimestamp() + (long)(Length.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
            await run.StrikeAsync(TestContext.Current.CancellationToken);
    }

    private async Task RunAsync(NodeCluster cluster, string word, Func<LockFaultRun, Task> strike)
    {
        using var resource = new FencedResourceServer();
        using var folder = new TemporaryFolder();
        using var run = new LockFaultRun(cluster, resource, folder, Names, WorkersPerClient);
        for (var i = 0; i < Clients; i++)
            run.StartClient(i);
        await Eventually.TrueAsync(() => run.Grants() > Clients * 20, "all clients work");

        await strike(run);
        await run.HealAsync();
        var before = run.Grants();
        await Eventually.TrueAsync(() => run.Grants() > before + (Clients * 20), "locks are granted after all faults have ended");

        var history = run.Stop();
        KeptHistory.Save(history, word);
        output.WriteLine(run.Describe(history));
        Assert.Empty(LockHistoryChecker.Check(history.Entries));
        Assert.True(resource.Accepted > 0);
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : usual;
}
