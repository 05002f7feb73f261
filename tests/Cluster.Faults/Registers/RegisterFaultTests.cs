using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Registers;
using Cluster.Simulation.Registers;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Registers;

/// <summary>
/// Silos as processes, killed and paused under load; the history of all operations is checked for linearizability. CLUSTER_REGISTER_FAULTS_OPERATIONS
/// (100000 for the full size) repeats the blows until so many operations were answered. CLUSTER_HISTORY names a file for the history.
/// </summary>
public sealed class RegisterFaultTests(ITestOutputHelper output)
{
    private const int Registers = 12;
    private const int Workers = 16;
    private static readonly string[] Three = ["silo-1", "silo-2", "silo-3"];

    private static int Operations =>
        Environment.GetEnvironmentVariable("CLUSTER_REGISTER_FAULTS_OPERATIONS") is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : 1;

    [Fact]
    public async Task SilosKilledAndPaused_OneByOneAndAllAtOnce_HistoryIsLinearizable()
    {
        await using var cluster = NodeCluster.Embedded();
        await Task.WhenAll(Three.Select(cluster.StartAsync));
        await using var load = await LoadAsync(cluster);
        do
        {
            // The one that looks after the configurations, and another.
            foreach (var silo in new[] { cluster.Nodes[0], cluster.Nodes[2] })
            {
                var struck = Strike($"kill -9 {silo.Name}");
                silo.Kill();
                await ResumedAsync(load, struck);
                await cluster.StartAsync(silo.Name);
            }

            var paused = cluster.Nodes[1];
            var stopped = Strike($"SIGSTOP {paused.Name}");
            paused.Signal("STOP");
            await ResumedAsync(load, stopped);
            paused.Signal("CONT");
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            if (paused.HasExited)
                await cluster.StartAsync(paused.Name);

            var all = Strike("kill -9 of all three");
            foreach (var silo in cluster.Nodes)
                silo.Kill();
            await Task.WhenAll(Three.Select(cluster.StartAsync));
            await ResumedAsync(load, all);
        }
        while (load.Answered < Operations);

        await CheckAsync(load);
    }

    [Fact]
    public async Task Silos_AddedAndTakenAwayAndReplacedUnderLoad_HistoryIsLinearizable()
    {
        await using var cluster = NodeCluster.Embedded().With("Cluster:Registers:ReplaceAfter", "00:00:02");
        await Task.WhenAll(Three.Select(cluster.StartAsync));
        await using var load = await LoadAsync(cluster);

        var added = Strike("two silos more");
        await Task.WhenAll(cluster.StartAsync("silo-4"), cluster.StartAsync("silo-5"));
        await ResumedAsync(load, added);

        // First one goes for good, without a word; with its replicas taken over, any other may go, too.
        var killed = Strike("kill -9 silo-2 for good");
        cluster.Nodes.Single(silo => silo.Name == "silo-2").Kill();
        await ResumedAsync(load, killed);
        await Eventually.TrueAsync(() => HaveThreeReplicasAsync(load), "all registers have three replicas again");
        var another = Strike("kill -9 silo-3, too");
        cluster.Nodes.Single(silo => silo.Name == "silo-3").Kill();
        await ResumedAsync(load, another);
        await cluster.StartAsync("silo-3");

        foreach (var name in new[] { "silo-4", "silo-5" })
        {
            var left = Strike($"{name} leaves in order");
            await cluster.Nodes.Single(silo => silo.Name == name).StopAsync();
            await ResumedAsync(load, left);
        }

        await CheckAsync(load);
    }

    [Fact]
    public async Task Minority_WithTwoOfThreeSilosPaused_RefusesStrongOperations()
    {
        await using var cluster = NodeCluster.Embedded().With("Cluster:Registers:Timeout", "00:00:02").With("Cluster:Silo:MissedProbes", "10").With("Cluster:Silo:ProbeTimeout", "00:00:05");
        await Task.WhenAll(Three.Select(cluster.StartAsync));
        var register = (await cluster.ConnectAsync()).Registers.Get<int>("minority");
        await Eventually.TrueAsync(() => WriteAsync(register), "the register can be written");

        foreach (var silo in cluster.Nodes.Skip(1))
            silo.Signal("STOP");
        try
        {
            await Assert.ThrowsAsync<QuorumUnreachableException>(async () => await register.ReadAsync(cancellationToken: TestContext.Current.CancellationToken));
        }
        finally
        {
            foreach (var silo in cluster.Nodes.Skip(1))
                silo.Signal("CONT");
        }

        await Eventually.TrueAsync(async () => await ReadOrNullAsync(register) == 1, "the register can be read again");
    }

    private static async Task<bool> WriteAsync(Register<int> register)
    {
        try
        {
            await register.WriteAsync(1, cancellationToken: TestContext.Current.CancellationToken);
            return true;
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    /// <summary>Whether three silos answer for each register, and strong operations go on: then nothing depends on a silo that is gone.</summary>
    private static async Task<bool> HaveThreeReplicasAsync(RegisterLoad load)
    {
        try
        {
            await load.Registers.ReadManyAsync<long>(load.Names, ConsistencyLevel.Replicas(read: 3, write: 1), TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            await load.Registers.ReadManyAsync<long>(load.Names, cancellationToken: TestContext.Current.CancellationToken);
            return true;
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    private static async Task<int?> ReadOrNullAsync(Register<int> register)
    {
        try
        {
            return (await register.ReadAsync(cancellationToken: TestContext.Current.CancellationToken)).Value;
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    private static async Task<RegisterLoad> LoadAsync(NodeCluster cluster)
    {
        var clients = await Task.WhenAll(cluster.ConnectAsync(), cluster.ConnectAsync());
        var load = new RegisterLoad([.. clients.Select(client => client.Registers)], Registers, Workers);
        await Eventually.TrueAsync(() => load.Answered > 20 * Workers, "all workers work");
        return load;
    }

    private long Strike(string what)
    {
        output.WriteLine(what);
        return RegisterLoad.Now();
    }

    private async Task ResumedAsync(RegisterLoad load, long since)
    {
        await Eventually.TrueAsync(() => load.ResumedAfter(since) is not null, "every register is used again");
        output.WriteLine($"  every register used again after {load.ResumedAfter(since)!.Value.TotalSeconds:0.00} s");
        var before = load.Answered;
        await Eventually.TrueAsync(() => load.Answered > before + (10 * Workers), "all workers work again");
    }

    private async Task CheckAsync(RegisterLoad load)
    {
        await load.StopAsync();
        if (Environment.GetEnvironmentVariable("CLUSTER_HISTORY") is { Length: > 0 } file)
            load.ToHistory().Save(file);
        output.WriteLine($"{load.Answered} operations answered, {load.Failed} failed or unknown");

        // The search recurses as deep as the history is long.
        string? violation = null;
        var checker = new Thread(() => violation = LinearizabilityChecker.Check(load.Events), 512 << 20);
        checker.Start();
        await Task.Run(checker.Join, TestContext.Current.CancellationToken);
        Assert.Null(violation);
    }
}
