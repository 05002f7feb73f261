using System.Diagnostics;
using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Simulation.Transactions;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Transactions;

/// <summary>
/// A bank on silos as processes that are killed at random: the total is conserved in every snapshot, no account is negative, histories of lists are strictly
/// serializable, and soon after a kill nothing is undecided. CLUSTER_TRANSACTION_FAULTS_SECONDS (60 for the full size) is how long silos are killed.
/// </summary>
public sealed class BankFaultTests(ITestOutputHelper output)
{
    private const int Accounts = 1000;
    private const int Workers = 16;
    private static readonly string[] Three = ["silo-1", "silo-2", "silo-3"];

    private static TimeSpan Duration => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("CLUSTER_TRANSACTION_FAULTS_SECONDS") is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : 8);

    [Fact]
    public async Task SilosKilledAtRandom_MoneyIsConserved_NothingStaysUndecided_AndListsAreStrictlySerializable()
    {
        await using var cluster = NodeCluster.Embedded().Running(NodeProcess.AssemblyOf("tests", "Cluster.Bank"));
        await Task.WhenAll(Three.Select(cluster.StartAsync));
        var clients = await Task.WhenAll(cluster.ConnectAsync(), cluster.ConnectAsync());
        await BankLoad.OpenAsync(clients[0], Accounts);
        await using var load = new BankLoad(clients, Accounts, Workers);
        await Eventually.TrueAsync(() => load.Count("transfers") > 100 && load.Count("list transactions") > 100, "transactions commit");

        var (random, running) = (new Random(1), Stopwatch.StartNew());
        do
        {
            var silo = cluster.Nodes[random.Next(Three.Length)];
            output.WriteLine($"{running.Elapsed.TotalSeconds:0.0} s: kill -9 {silo.Name}; {load.Summary}");
            silo.Kill();
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

            // What is prepared just now is no doubt; what still stands a moment later is.
            var undecided = await clients[1].Transactions.UndecidedAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            if (undecided.Count > 0)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
                var still = await clients[1].Transactions.UndecidedAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
                output.WriteLine($"  undecided 3 s later: {undecided.Count}, of which {undecided.Intersect(still).Count()} a moment later");
                await Eventually.TrueAsync(
                    async () => !(await clients[1].Transactions.UndecidedAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken)).Intersect(undecided).Any(),
                    "what was in doubt is decided");
                output.WriteLine($"  decided after {running.Elapsed.TotalSeconds:0.0} s");
            }

            var before = (load.Count("transfers"), load.Count("list transactions"));
            await cluster.StartAsync(silo.Name);
            await Eventually.TrueAsync(
                () => load.Count("transfers") > before.Item1 + 50 && load.Count("list transactions") > before.Item2 + 50, "transactions commit again");
        }
        while (running.Elapsed < Duration);

        await load.StopAsync();
        output.WriteLine(load.Summary);
        Assert.Empty(load.Violations);
        Assert.True(load.Count("audits") > 0, "No audit was made.");
        var balances = await BankLoad.BalancesAsync(clients[0], Accounts);
        Assert.Equal(Accounts * BankLoad.Opening, balances.Sum());
        Assert.True(balances.Min() >= 0);
        await Eventually.TrueAsync(
            async () => (await clients[0].Transactions.UndecidedAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).Count == 0, "nothing is left undecided");
        Assert.Null(ListAppendChecker.Check(load.History));
    }
}
