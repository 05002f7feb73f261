using System.Diagnostics;
using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Simulation.Transactions;
using Cluster.Tests.Hosting;
using Cluster.Transactions;
using Cluster.Transactions.Declared;
using Orleans.Runtime;

namespace Cluster.Faults.Transactions;

/// <summary>
/// Declared transactions over few hot accounts, with ordinary ones over the same, on silos as processes that are killed at random, the sequencer's too: each is carried out once, snapshots have the same
/// total, and the histories of both kinds together are strictly serializable. CLUSTER_DECLARED_FAULTS_SECONDS (60 for the full size) is how long silos are killed.
/// </summary>
[Collection(BankSilos.Name)]
public sealed class DeclaredFaultTests(BankSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Workers = 16;

    private static TimeSpan Duration => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("CLUSTER_DECLARED_FAULTS_SECONDS") is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : 5);

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task SilosKilledAtRandom_EachIsCarriedOutOnce_AndHistoriesAreStrictlySerializable()
    {
        var cluster = await silos.StandAsync();
        var clients = await Task.WhenAll(cluster.ConnectAsync(), cluster.ConnectAsync());
        await DeclaredLoad.OpenAsync(clients[0]);
        await using var load = new DeclaredLoad(clients, Workers);
        string[] kinds = ["declared transfers", "declared list transactions", "transfers", "list transactions"];
        await Eventually.TrueAsync(() => kinds.All(kind => load.Count(kind) > 20), "transactions of both kinds commit");

        // The sequencer's first: it is the one on which all depends.
        var (sequencer, running) = (await SequencersSiloAsync(cluster, clients[0]), Stopwatch.StartNew());
        var order = cluster.Nodes.Select(silo => silo.Name).OrderBy(name => name == sequencer ? 0 : 1).ToArray();
        for (var kills = 0; kills < FullSize.OneOrAll(order).Count() || running.Elapsed < Duration; kills++)
        {
            var silo = cluster.Node(order[kills % order.Length]);
            output.WriteLine($"{running.Elapsed.TotalSeconds:0.0} s: kill -9 {silo.Name}; {load.Summary}");
            silo.Kill();
            var before = kinds.Select(load.Count).ToArray();
            await Eventually.TrueAsync(() => kinds.Zip(before).All(kind => load.Count(kind.First) > kind.Second + 5), "transactions of both kinds commit with two silos");
            output.WriteLine($"{running.Elapsed.TotalSeconds:0.0} s: both kinds commit");
            await cluster.StartAsync(silo.Name);
            before = [.. kinds.Select(load.Count)];
            await Eventually.TrueAsync(() => kinds.Zip(before).All(kind => load.Count(kind.First) > kind.Second + 10), "transactions of both kinds commit with three silos");
        }

        await load.StopAsync();
        output.WriteLine(load.Summary);
        Assert.Empty(load.Violations);
        Assert.True(load.Count("audits") > 0, "No audit was made.");
        var balances = await BalancesAsync(cluster, clients[1]);
        Assert.Equal(DeclaredLoad.Accounts * DeclaredLoad.Opening, balances.Sum());
        Assert.Empty(load.Compare(balances));
        Assert.Null(ListAppendChecker.Check(load.History));
        await Eventually.TrueAsync(
            async () => (await clients[0].Transactions.UndecidedAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).Count == 0, "nothing is left undecided");
    }

    /// <summary>The balances; if they cannot be read, it is told what stands in the way.</summary>
    private async Task<IReadOnlyList<long>> BalancesAsync(NodeCluster cluster, ClusterClient client)
    {
        try
        {
            return await DeclaredLoad.BalancesAsync(client);
        }
        catch (TransactionAbortedException)
        {
            foreach (var node in cluster.Nodes)
                output.WriteLine($"{node.Name}: {(node.HasExited ? "has ended" : (await node.ReadHealthAsync()).ToString())}");
            foreach (var undecided in await client.Transactions.UndecidedAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
                output.WriteLine($"undecided: {undecided}");
            throw;
        }
    }

    private static async Task<string> SequencersSiloAsync(NodeCluster cluster, ClusterClient client)
    {
        var address = await client.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(client.Grains.GetGrain<IDeclaredSequencer>(0));
        return cluster.NodeAt(address!.Endpoint.Port).Name;
    }
}
