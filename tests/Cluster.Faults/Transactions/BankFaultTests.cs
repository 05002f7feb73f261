using System.Diagnostics;
using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Simulation.Transactions;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Faults.Transactions;

/// <summary>
/// A bank on silos as processes that are killed at random: the total is conserved in every snapshot, no account is negative, histories of lists are strictly
/// serializable, each transfer that commits sends its message and no other does, and soon after a kill nothing is undecided. CLUSTER_TRANSACTION_FAULTS_SECONDS (60 for the full size) is how long silos are killed. CLUSTER_HISTORY=history.jsonl keeps
/// the histories as history.bank.jsonl and history.bank-postgres.jsonl.
/// </summary>
[Collection(BankSilos.Name)]
public sealed class BankFaultTests(BankSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    private const int InDatabase = 100;
    private const int Workers = 16;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private static TimeSpan KillFor => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("CLUSTER_TRANSACTION_FAULTS_SECONDS") is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : 5);

    /// <summary>A thousand at full size. Each audit reads all of them, which is most of what the silos do.</summary>
    private static int Accounts => FullSize.IsWanted ? 1000 : 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task SilosKilledAtRandom_MoneyIsConserved_NothingStaysUndecided_AndListsAreStrictlySerializable()
    {
        var cluster = await silos.StandAsync();
        var clients = await Task.WhenAll(cluster.ConnectAsync(), cluster.ConnectAsync());
        await BankLoad.OpenAsync(clients[0], 1, Accounts);
        await using var load = new BankLoad(clients, 1, Accounts, Workers);
        await RunAsync(cluster, clients, load, null, null);
    }

    [Fact]
    public async Task SilosAndPostgresKilledAtRandom_AccountsInBoth_MoneyIsConserved_AndNothingStaysPrepared()
    {
        FullSize.SkipUnlessWanted("The other test kills silos under transfers between grains alone.");
        await using var postgres = await PostgresServer.TryStartAsync("max_prepared_transactions=60");
        Assert.SkipWhen(postgres is null, PostgresServer.WhyNot);
        await using var ledger = await BankLedger.OpenAsync(postgres!, Enumerable.Range(Accounts - InDatabase, InDatabase), BankLoad.Opening);
        var cluster = await silos.StandAsync();
        var clients = await Task.WhenAll(
            cluster.ConnectAsync(),
            cluster.ConnectAsync(configure: builder => builder.Services.AddPostgresTransactionRecovery(builder.Configuration, _ => ledger.Source)));
        await BankLoad.OpenAsync(clients[0], 2, Accounts - InDatabase);
        await using var load = new BankLoad(clients, 2, Accounts, Workers, ledger, InDatabase);
        await RunAsync(cluster, clients, load, postgres, ledger);
    }

    private async Task RunAsync(NodeCluster cluster, ClusterClient[] clients, BankLoad load, PostgresServer? postgres, BankLedger? ledger)
    {
        await CommitsAsync(load, "transactions commit");
        var (random, running) = (new Random(1), Stopwatch.StartNew());
        for (var kills = 0; kills < (postgres is null ? 1 : 2) || running.Elapsed < KillFor; kills++)
        {
            var silo = postgres is not null && kills % 2 == 0 ? null : cluster.Nodes[random.Next(cluster.Nodes.Count)];
            output.WriteLine($"{running.Elapsed.TotalSeconds:0.0} s: kill -9 {silo?.Name ?? "PostgreSQL"}; a caller waited {load.TakeLongest().TotalSeconds:0.00} s at most before; {load.Summary}");
            if (silo is not null)
            {
                silo.Kill();
                await Task.Delay(Soon, Token);
                await DecidedAsync(cluster, clients[1], running);

                // Another may be killed only when this one's replicas count again: what is promised is that all goes on while a majority lives.
                var restarted = await cluster.StartAsync(silo.Name);
                await Eventually.TrueAsync(async () => await restarted.ReadHealthAsync() is { Status: "Healthy" }, $"{silo.Name} has caught up");
            }
            else
            {
                await postgres!.KillAsync();
                await postgres.RestartAsync();
                await Task.Delay(Soon, Token);
                await Eventually.TrueAsync(async () => await ledger!.CountPreparedAsync(Soon) == 0, "nothing stays prepared in the database");
            }

            await CommitsAsync(load, "transactions commit again");
        }

        await load.StopAsync();
        output.WriteLine($"{running.Elapsed.TotalSeconds:0.0} s: a caller waited {load.TakeLongest().TotalSeconds:0.00} s at most before; {load.Summary}");
        await Eventually.TrueAsync(async () => (await clients[0].Transactions.UndecidedAsync(TimeSpan.Zero, Token)).Count == 0, "nothing is left undecided");
        if (ledger is not null)
            await Eventually.TrueAsync(async () => await ledger.CountPreparedAsync(TimeSpan.Zero) == 0, "nothing is left prepared in the database");
        Assert.True(load.Count("audits") > 0, "No audit was made.");
        await Eventually.TrueAsync(async () => (await load.CheckNoticesAsync()).Count == 0, "all notices of committed transfers are pinned up");
        Assert.Empty(await load.CheckNoticesAsync());
        output.WriteLine(load.Summary);
        await load.SnapshotAsync(Workers, TimeSpan.FromMinutes(1));
        KeptHistory.Save(load.History, postgres is null ? "bank" : "bank-postgres");
        output.WriteLine($"{load.History.Entries.Count} entries of the history");
        Assert.Empty(BankHistoryChecker.Check(load.History.Entries, Accounts, BankLoad.Opening));
    }

    /// <summary>What is prepared just now is no doubt; what still stands a moment later is.</summary>
    private async Task DecidedAsync(NodeCluster cluster, ClusterClient client, Stopwatch running)
    {
        var undecided = await client.Transactions.UndecidedAsync(Soon, Token);
        if (undecided.Count == 0)
            return;
        await Task.Delay(200, Token);
        var still = undecided.Intersect(await client.Transactions.UndecidedAsync(Soon, Token)).ToList();
        output.WriteLine($"  undecided 3 s later: {undecided.Count}, of which {still.Count} a moment later: {string.Join(", ", still.Take(5))}");
        if (still.Count == 0)
            return;
        foreach (var node in cluster.Nodes.Where(node => !node.HasExited))
            output.WriteLine($"  {node.Name}: {await node.ReadHealthAsync()}");
        await Eventually.TrueAsync(async () => !(await client.Transactions.UndecidedAsync(Soon, Token)).Intersect(still).Any(), "what was in doubt is decided");
        output.WriteLine($"  decided after {running.Elapsed.TotalSeconds:0.0} s");
    }

    private static Task CommitsAsync(BankLoad load, string what)
    {
        var (transfers, lists) = (load.Count("transfers"), load.Count("list transactions"));
        return Eventually.TrueAsync(() => load.Count("transfers") > transfers + 50 && load.Count("list transactions") > lists + 50, what);
    }
}
