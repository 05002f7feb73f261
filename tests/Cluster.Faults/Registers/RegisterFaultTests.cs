using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Registers;
using Cluster.Simulation.Registers;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Registers;

/// <summary>
/// Silos as processes, killed and paused under load; the history of all operations is checked for linearizability. CLUSTER_REGISTER_FAULTS_OPERATIONS
/// (40000 for the full size) has a tenth of so many operations answered between any two blows, and repeats the blows until all were. CLUSTER_HISTORY=history.jsonl keeps the histories as
/// history.killed.jsonl, history.moved.jsonl and history.in-memory.jsonl.
/// </summary>
[Collection(ThreeSilos.Name)]
public sealed class RegisterFaultTests(ThreeSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Registers = 12;
    private static readonly string[] Three = ThreeSilos.Names;

    /// <summary>As many as get the full size done in reasonable time: each waits for its answer.</summary>
    private static int Workers => Operations > 10_000 ? 64 : 16;

    /// <summary>Long enough to leave the silos most of the processors, but for the full size, which is to get done.</summary>
    private static int Pause => Operations > 10_000 ? 12 : 30;

    private static int Operations =>
        Environment.GetEnvironmentVariable("CLUSTER_REGISTER_FAULTS_OPERATIONS") is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : 1;

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task SilosKilledAndPaused_OneByOneAndAllAtOnce_HistoryIsLinearizable()
    {
        var cluster = await silos.StandAsync();
        await using var load = await LoadAsync(cluster, "killed");
        do
        {
            // The one that looks after the configurations, and another.
            foreach (var silo in FullSize.OneOrAll([cluster.Node("silo-1"), cluster.Node("silo-3")]))
            {
                var struck = Strike($"kill -9 {silo.Name}");
                silo.Kill();
                await ResumedAsync(load, struck);
                await cluster.StartAsync(silo.Name);
            }

            var paused = cluster.Node("silo-2");
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

        await CheckAsync(load, "killed");
    }

    [Fact]
    public async Task Silos_AddedAndTakenAwayAndReplacedUnderLoad_HistoryIsLinearizable()
    {
        FullSize.SkipUnlessWanted("Eight silos take two minutes of a processor to start.");
        await using var cluster = NodeCluster.Embedded().With("Cluster:Registers:ReplaceAfter", "00:00:02");
        await Task.WhenAll(Three.Select(cluster.StartAsync));
        await using var load = await LoadAsync(cluster, "moved");

        string[] more = [.. FullSize.OneOrAll(["silo-4", "silo-5"])];
        var added = Strike($"{string.Join(" and ", more)} come");
        await Task.WhenAll(more.Select(cluster.StartAsync));
        await ResumedAsync(load, added);

        // First one goes for good, without a word; with its replicas taken over, any other may go, too.
        var killed = Strike("kill -9 silo-2 for good");
        cluster.Node("silo-2").Kill();
        await ResumedAsync(load, killed);
        await Eventually.TrueAsync(() => HaveThreeReplicasAsync(load), "all registers have three replicas again");
        var another = Strike("kill -9 silo-3, too");
        cluster.Node("silo-3").Kill();
        await ResumedAsync(load, another);
        await cluster.StartAsync("silo-3");

        foreach (var name in more)
        {
            var left = Strike($"{name} leaves in order");
            await cluster.Node(name).StopAsync();
            await ResumedAsync(load, left);
        }

        await CheckAsync(load, "moved");
    }

    [Fact]
    public async Task RegistersInMemory_SilosKilledOneByOne_HistoryIsLinearizable_AndAllAtOnce_BeginAnew()
    {
        FullSize.SkipUnlessWanted("Durable registers are shown to keep their promises under the same blows.");
        var cluster = await silos.StandAsync();
        var kept = (await cluster.ConnectAsync()).Registers.Get<int>("kept in memory", RegisterDurability.Replicated);
        await using (var load = await LoadAsync(cluster, "in-memory", RegisterDurability.Replicated))
        {
            await kept.WriteAsync(1, cancellationToken: TestContext.Current.CancellationToken);
            foreach (var name in FullSize.OneOrAll(Three))
            {
                var struck = Strike($"kill -9 {name}");
                cluster.Node(name).Kill();
                await ResumedAsync(load, struck);
                var restarted = await cluster.StartAsync(name);
                await CaughtUpAsync([restarted]);
            }

            await CheckAsync(load, "in-memory");
        }

        var before = await kept.ReadAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, before.Value);

        Strike("kill -9 of all three");
        foreach (var silo in cluster.Nodes)
            silo.Kill();
        await Task.WhenAll(Three.Select(cluster.StartAsync));
        await Eventually.TrueAsync(async () => await ReadOrNullAsync(kept) is not null, "registers in memory can be used again");
        Assert.False((await kept.ReadAsync(cancellationToken: TestContext.Current.CancellationToken)).Exists);
        Assert.True((await kept.WriteAsync(2, cancellationToken: TestContext.Current.CancellationToken)).Version > before.Version);
    }

    [Fact]
    public async Task Watcher_WithSilosKilledOneAfterTheOther_IsToldOfEveryChangeThatItWaitsFor()
    {
        var cluster = await silos.StandAsync();
        var (writer, watcher) = ((await cluster.ConnectAsync()).Registers.Get<int>("watched"), (await cluster.ConnectAsync()).Registers.Get<int>("watched"));
        await Eventually.TrueAsync(() => WriteAsync(writer), "the register can be written");
        await using var changes = watcher.WatchAsync(cancellationToken: TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await changes.MoveNextAsync());
        var (last, told) = (changes.Current, 1);
        foreach (var name in FullSize.OneOrAll(Three))
        {
            Strike($"kill -9 {name}");
            cluster.Node(name).Kill();

            // Written only once the one before was told: a change that is passed over stands out.
            for (var value = 0; value < 20; value++)
            {
                var written = await WriteSurelyAsync(writer, last.Version, ++told);
                Assert.True(await changes.MoveNextAsync());
                Assert.Equal((written, told), (changes.Current.Version, changes.Current.Value));
                Assert.Equal(1, changes.Current.Version.ChangesSince(last.Version));
                last = changes.Current;
            }

            await cluster.StartAsync(name);
        }
    }

    [Fact]
    public async Task Minority_CutOffInANetworkOfItsOwn_RefusesStrongOperations_GoesOnWithEventualOnes_AndConvergesAfterwards()
    {
        var (network, reason) = await SiloNetwork.TryCreateAsync(Three);
        Assert.SkipWhen(network is null, reason);
        using (network)
        {
            // Membership is not to take the cut-off silo for dead: it reads the table on this machine's disk and would end itself.
            await using var cluster = NodeCluster.Embedded().Over(network)
                .With("Cluster:Registers:Timeout", "00:00:02").With("Cluster:Silo:MissedProbes", "10").With("Cluster:Silo:ProbeTimeout", "00:00:05");
            await Task.WhenAll(Three.Select(cluster.StartAsync));
            await CaughtUpAsync(cluster.Nodes);
            var (minority, majority) = ((await cluster.ConnectAsync("silo-3")).Registers, (await cluster.ConnectAsync("silo-1")).Registers);
            string[] names = [.. Enumerable.Range(0, 24).Select(number => $"cut/{number}")];
            await Eventually.TrueAsync(() => WriteAllAsync(majority, names, 1), "all registers can be written");
            await Eventually.TrueAsync(() => ReadAllAsync(minority, names, 1), "all silos have what was written");

            Strike("silo-3 is cut off");
            await network.CutOffAsync("silo-3");
            await Eventually.TrueAsync(() => WriteAllAsync(majority, names, 2), "the majority goes on");

            // Registers of their own: a write that was refused may yet arrive.
            await Task.WhenAll(names.Take(6).Select(name => minority.Get<int>($"{name}/refused")).SelectMany(register => new[]
            {
                Assert.ThrowsAsync<QuorumUnreachableException>(async () => await register.ReadAsync(cancellationToken: TestContext.Current.CancellationToken)),
                Assert.ThrowsAsync<QuorumUnreachableException>(async () => await register.WriteAsync(9, cancellationToken: TestContext.Current.CancellationToken)),
            }));

            // What the minority had before is served and written on without the others.
            Assert.True(await ReadAllAsync(minority, names, 1));
            var counter = minority.Counter("cut/counter");
            foreach (var name in names)
                await minority.Get<string>($"{name}/eventual").WriteAsync("from the minority", ConsistencyLevel.Eventual, cancellationToken: TestContext.Current.CancellationToken);
            await counter.AddAsync(5, TestContext.Current.CancellationToken);
            await majority.Counter("cut/counter").AddAsync(7, TestContext.Current.CancellationToken);
            Assert.Equal((5, 7), (await counter.ReadAsync(TestContext.Current.CancellationToken), await majority.Counter("cut/counter").ReadAsync(TestContext.Current.CancellationToken)));

            Strike("silo-3 is back");
            var healed = System.Diagnostics.Stopwatch.StartNew();
            await network.HealAsync("silo-3");
            await Eventually.TrueAsync(
                async () => await ReadAllAsync(minority, names, 2)
                    && await minority.Counter("cut/counter").ReadAsync(TestContext.Current.CancellationToken) == 12
                    && await majority.Counter("cut/counter").ReadAsync(TestContext.Current.CancellationToken) == 12
                    && (await majority.ReadManyAsync<string>(names.Select(name => $"{name}/eventual"), ConsistencyLevel.Eventual, cancellationToken: TestContext.Current.CancellationToken)).Values
                        .All(value => value.Value == "from the minority"),
                "both sides agree");
            output.WriteLine($"  both sides agree after {healed.Elapsed.TotalSeconds:0.0} s");
            await Eventually.TrueAsync(() => WriteAllAsync(minority, names, 3), "strong operations go on from the former minority");
        }
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

    /// <summary>Waits until each register has three replicas that are up to date, so that any silo may go.</summary>
    private static Task CaughtUpAsync(IEnumerable<NodeProcess> silos) => Task.WhenAll(
        silos.Select(silo => Eventually.TrueAsync(async () => await silo.ReadHealthAsync() is { Status: "Healthy" }, $"{silo.Name} has caught up")));

    private static async Task<bool> WriteAllAsync(ClusterRegisters registers, string[] names, int value)
    {
        try
        {
            await registers.WriteManyAsync(names.ToDictionary(name => name, _ => value), cancellationToken: TestContext.Current.CancellationToken);
            return true;
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    private static async Task<bool> ReadAllAsync(ClusterRegisters registers, string[] names, int value) =>
        (await registers.ReadManyAsync<int>(names, ConsistencyLevel.Eventual, cancellationToken: TestContext.Current.CancellationToken)).Values.All(read => read.Value == value);

    /// <summary>Writes over a version, and finds out if nobody can say whether it was written.</summary>
    private static async Task<RegisterVersion> WriteSurelyAsync(Register<int> register, RegisterVersion over, int value)
    {
        while (true)
        {
            try
            {
                var result = await register.CompareAndSetAsync(over, value, cancellationToken: TestContext.Current.CancellationToken);
                Assert.Equal(value, result.Current.Value);
                return result.Current.Version;
            }
            catch (ClusterException)
            {
                // Written or not, the next try tells.
            }
        }
    }

    /// <summary>Whether three silos answer for each register, and strong operations go on: then nothing depends on a silo that is gone.</summary>
    private static async Task<bool> HaveThreeReplicasAsync(RegisterLoad load)
    {
        try
        {
            await load.Registers.ReadManyAsync<long>(load.Names, ConsistencyLevel.Replicas(read: 3, write: 1), cancellationToken: TestContext.Current.CancellationToken);
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

    private static async Task<RegisterLoad> LoadAsync(NodeCluster cluster, string prefix, RegisterDurability durability = RegisterDurability.Durable)
    {
        var clients = await Task.WhenAll(cluster.ConnectAsync(), cluster.ConnectAsync());
        var load = new RegisterLoad([.. clients.Select(client => client.Registers)], prefix, Registers, Workers, durability, Pause);
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
        await Eventually.TrueAsync(() => load.Answered > before + Math.Max(10 * Workers, Operations / 10), "all workers work again");
    }

    private async Task CheckAsync(RegisterLoad load, string word)
    {
        await load.StopAsync();
        KeptHistory.Save(load.ToHistory(), word);
        output.WriteLine($"{load.Answered} operations answered, {load.Failed} failed or unknown");

        Assert.Null(LinearizabilityChecker.Check(load.Events));
    }
}
