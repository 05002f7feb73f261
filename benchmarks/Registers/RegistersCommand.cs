using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cluster.Benchmarks.Measuring;
using Cluster.Benchmarks.Registers.Akka;
using Cluster.Benchmarks.Servers;
using Cluster.Programs.Nodes;
using Cluster.Registers;
using Spectre.Console;

namespace Cluster.Benchmarks.Registers;

/// <summary>
/// Registers at several levels, from a client process of three silo processes and from code in a silo, beside etcd, Redis with replicas and Akka.NET's distributed
/// data on the same machine in the same run.
/// </summary>
internal static class RegistersCommand
{
    private const int ValueBytes = 100;
    private const int PipeWidth = 160;

    private static readonly string[] AllPeers = ["etcd", "redis", "akka"];
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Measured runs of each contender.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a run is.", DefaultValueFactory = _ => 1 };
        var warmUp = new Option<double>("--warm-up") { Description = "How long each contender runs before that, in seconds.", DefaultValueFactory = _ => 8 };
        var settle = new Option<double>("--settle") { Description = "How long it runs before the first workload, in seconds: the just-in-time compilers of four processes take half of two processors for some 35 s.", DefaultValueFactory = _ => 40 };
        var callers = new Option<int>("--callers") { Description = "Callers of the workloads with many.", DefaultValueFactory = _ => 64 };
        var peers = new Option<string>("--peers") { Description = "Which of etcd, redis, akka; none for Cluster alone.", DefaultValueFactory = _ => string.Join(',', AllPeers) };
        var only = new Option<string>("--only") { Description = "Only workloads whose titles have this text.", DefaultValueFactory = _ => "" };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
        var command = new Command("registers", "Reads and writes of registers, at several levels, beside etcd, Redis and Akka.NET.") { runs, seconds, warmUp, settle, callers, peers, only, json };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(runs),
            TimeSpan.FromSeconds(arguments.GetValue(seconds)),
            TimeSpan.FromSeconds(arguments.GetValue(warmUp)),
            TimeSpan.FromSeconds(arguments.GetValue(settle)),
            arguments.GetValue(callers),
            arguments.GetRequiredValue(peers).Split(','),
            arguments.GetRequiredValue(only),
            arguments.GetValue(json)?.FullName,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        int runs, TimeSpan duration, TimeSpan warmUp, TimeSpan settle, int callers, string[] peers, string only, string? json, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cluster-benchmark-");
        var figures = new List<object>();
        try
        {
            await using var etcd = new EtcdServers();
            using var keys = peers.Contains("etcd") && await etcd.StartAsync(folder, cancellationToken) is { } nodes ? new EtcdKeys(nodes) : null;
            await using var redis = peers.Contains("redis") ? await RedisReplicas.StartAsync(folder, callers, cancellationToken) : null;
            await using var akka = peers.Contains("akka") ? await AkkaNodes.StartAsync(cancellationToken) : null;

            if ("from a client".Contains(only, StringComparison.Ordinal) || !only.Contains("silo", StringComparison.Ordinal))
            {
                await using var silos = await SiloProcesses.StartAsync(NodeAssembly.Path, 3, cancellationToken);
                var cluster = await silos.ConnectAsync(cancellationToken);
                figures.AddRange(await CompareAsync(FromAClient(cluster.Registers, keys, redis, akka?.Here, callers), only, runs, duration, warmUp, settle));
            }

            if (only.Length == 0 || only.Contains("silo", StringComparison.Ordinal))
            {
                await using var silo = await LocalSilo.StartAsync(cancellationToken);
                figures.AddRange(await CompareAsync(InASilo(silo.Registers, akka?.Here, callers), only, runs, duration, warmUp, settle));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures, Indented), cancellationToken);
        }
    }

    private static IEnumerable<RegisterWorkload> FromAClient(ClusterRegisters registers, EtcdKeys? etcd, RedisReplicas? redis, AkkaNode? akka, int callers)
    {
        var (value, text) = (new byte[ValueBytes], new string('x', ValueBytes));
        RegisterContender Write(string name, ConsistencyLevel level) => new(name, async (_, register) => await registers.Get<byte[]>(register).WriteAsync(value, level));
        RegisterContender Read(string name, ConsistencyLevel level) => new(name, async (_, register) => await registers.Get<byte[]>(register).ReadAsync(level));
        foreach (var count in new[] { callers, 1 })
        {
            var who = count == 1 ? "1 caller" : $"{count} callers";
            yield return Workload($"strong writes of {ValueBytes} bytes, from a client, {who}", count,
                Write("Cluster, strong: on a majority's disks", ConsistencyLevel.Strong),
                etcd is null ? null : new("etcd, put", (caller, name) => etcd.PutAsync(caller, name, value)),
                redis is null ? null : new("Redis, SET and WAIT 1: in memory", (caller, name) => redis.SetAsync(caller, name, value)),
                akka is null ? null : new("Akka, majority: in memory", (_, name) => akka.WriteAsync(name, text, ofMajority: true)));
            yield return Workload($"strong reads, from a client, {who}", count,
                Read("Cluster, strong", ConsistencyLevel.Strong),
                etcd is null ? null : new("etcd, linearizable", (caller, name) => etcd.GetAsync(caller, name, isSerializable: false)),
                akka is null ? null : new("Akka, majority", (_, name) => akka.ReadAsync(name, ofMajority: true)));
            yield return Workload($"eventual writes of {ValueBytes} bytes, from a client, {who}", count,
                Write("Cluster, eventual: on one disk", ConsistencyLevel.Eventual),
                Write("Cluster, weak: in memory", ConsistencyLevel.Weak));
            yield return Workload($"eventual reads, from a client, {who}", count,
                Read("Cluster, eventual", ConsistencyLevel.Eventual),
                Read("Cluster, bounded staleness of 1 s", ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(1))),
                etcd is null ? null : new("etcd, serializable", (caller, name) => etcd.GetAsync(caller, name, isSerializable: true)));
        }
    }

    private static IEnumerable<RegisterWorkload> InASilo(ClusterRegisters registers, AkkaNode? akka, int callers)
    {
        var (value, text) = (new byte[ValueBytes], new string('x', ValueBytes));
        RegisterContender Write(string name, ConsistencyLevel level, RegisterDurability durability = RegisterDurability.Durable) =>
            new(name, async (_, register) => await registers.Get<byte[]>(register, durability).WriteAsync(value, level));
        RegisterContender Read(string name, ConsistencyLevel level, RegisterDurability durability = RegisterDurability.Durable) =>
            new(name, async (_, register) => await registers.Get<byte[]>(register, durability).ReadAsync(level));
        foreach (var count in new[] { callers, 1 })
        {
            var who = count == 1 ? "1 caller" : $"{count} callers";
            yield return Workload($"writes of {ValueBytes} bytes, from code in a silo, {who}", count,
                Write("Cluster, eventual: register in memory", ConsistencyLevel.Eventual, RegisterDurability.Replicated),
                akka is null ? null : new("Akka, local: in memory", (_, name) => akka.WriteAsync(name, text, ofMajority: false)),
                Write("Cluster, weak: in memory at first", ConsistencyLevel.Weak),
                Write("Cluster, eventual: on one disk", ConsistencyLevel.Eventual),
                Write("Cluster, strong: on a majority's disks", ConsistencyLevel.Strong));
            yield return Workload($"reads, from code in a silo, {who}", count,
                Read("Cluster, eventual: register in memory", ConsistencyLevel.Eventual, RegisterDurability.Replicated),
                akka is null ? null : new("Akka, local", (_, name) => akka.ReadAsync(name, ofMajority: false)),
                Read("Cluster, eventual", ConsistencyLevel.Eventual),
                Read("Cluster, strong", ConsistencyLevel.Strong));
        }
    }

    private static RegisterWorkload Workload(string title, int callers, params RegisterContender?[] contenders) => new(title, callers, [.. contenders.OfType<RegisterContender>()]);

    private static async Task<List<object>> CompareAsync(IEnumerable<RegisterWorkload> workloads, string only, int runs, TimeSpan duration, TimeSpan warmUp, TimeSpan settle)
    {
        var figures = new List<object>();
        var isTouched = false;
        foreach (var workload in workloads)
        {
            if (!isTouched)
            {
                // The first workload writes: nobody reads what is absent later.
                isTouched = true;
                await Task.WhenAll(workload.Contenders.Select(RegisterWorkload.TouchAllAsync));
            }

            if (workload.Title.Contains(only, StringComparison.Ordinal))
            {
                figures.AddRange(await CompareAsync(workload, runs, duration, figures.Count == 0 && settle > warmUp ? settle : warmUp));
            }
        }

        return figures;
    }

    /// <summary>Runs contenders in turns, after one run each that is longer and not measured, and prints medians. Ratios are how many times as fast the first one is.</summary>
    private static async Task<List<object>> CompareAsync(RegisterWorkload workload, int runs, TimeSpan duration, TimeSpan warmUp)
    {
        var measured = workload.Contenders.ToDictionary(contender => contender, _ => new List<RegisterRun>());
        for (var run = -1; run < runs; run++)
        {
            foreach (var contender in workload.Contenders)
            {
                GC.Collect();
                var result = await workload.RunAsync(contender, run < 0 ? warmUp : duration);
                if (run >= 0)
                {
                    measured[contender].Add(result);
                }
            }
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
        }

        var table = new Table().Title(Markup.Escape(workload.Title)).AddColumns("contender", "ops/s", "least", "most", "p50 us", "p99 us", "processor us", "ratio");
        var first = Statistics.Median(measured[workload.Contenders[0]].Select(run => run.PerSecond));
        var figures = new List<object>();
        foreach (var contender in workload.Contenders)
        {
            var results = measured[contender];
            var rate = Statistics.Median(results.Select(run => run.PerSecond));
            var (p50, p99) = (Statistics.Median(results.Select(run => run.Microseconds(.5))), Statistics.Median(results.Select(run => run.Microseconds(.99))));
            var processor = results.Exists(run => run.ProcessorMicroseconds is null) ? (double?)null : Statistics.Median(results.Select(run => run.ProcessorMicroseconds!.Value));
            table.AddRow(
                Markup.Escape(contender.Name),
                Number("N0", rate),
                Number("N0", results.Min(run => run.PerSecond)),
                Number("N0", results.Max(run => run.PerSecond)),
                Number(p50 < 10 ? "F1" : "N0", p50),
                Number(p99 < 10 ? "F1" : "N0", p99),
                processor is { } used ? Number(used < 10 ? "F1" : "N0", used) : "",
                Number("F2", first / rate));
            figures.Add(new { workload = workload.Title, contender = contender.Name, median = rate, perSecond = results.Select(run => run.PerSecond), p50, p99, processor, ratio = first / rate });
        }

        AnsiConsole.Write(table);
        return figures;
    }

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
