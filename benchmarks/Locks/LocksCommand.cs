using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Cluster.Locks;
using Cluster.Locks.Session;
using Cluster.Programs.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cluster.Benchmarks.Locks;

/// <summary>Locks of one client process over silo processes, beside other lock services on the same machine in the same run.</summary>
internal static class LocksCommand
{
    private const int Names = 1000;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Measured runs of each contender.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a run is.", DefaultValueFactory = _ => 1.5 };
        var warmUp = new Option<double>("--warm-up") { Description = "How long each contender runs before it is measured.", DefaultValueFactory = _ => 5 };
        var callers = new Option<int>("--callers") { Description = "Callers of the workloads with many.", DefaultValueFactory = _ => 64 };
        var silos = new Option<int>("--silos") { Description = "Silo processes.", DefaultValueFactory = _ => 2 };
        var peers = new Option<string>("--peers") { Description = "Which others: redis, postgres and etcd with commas between, or none.", DefaultValueFactory = _ => "redis,postgres,etcd" };
        var only = new Option<string[]>("--only") { Description = "Which workloads: shared, own, one, alone, sticky, memory. All by default.", DefaultValueFactory = _ => ["shared", "own", "one", "alone", "sticky", "memory"], AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong("shared", "own", "one", "alone", "sticky", "memory");
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
        var command = new Command("locks", "Locks beside DistributedLock on Redis and PostgreSQL, and etcd.") { runs, seconds, warmUp, callers, silos, peers, only, json };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(runs),
            TimeSpan.FromSeconds(arguments.GetValue(seconds)),
            TimeSpan.FromSeconds(arguments.GetValue(warmUp)),
            arguments.GetValue(callers),
            arguments.GetValue(silos),
            arguments.GetRequiredValue(peers).Split(','),
            arguments.GetRequiredValue(only),
            arguments.GetValue(json)?.FullName,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        int runs, TimeSpan duration, TimeSpan warmUp, int callers, int siloCount, string[] peers, string[] only, string? json, CancellationToken cancellationToken)
    {
        if (only.Contains("memory"))
        {
            LockMemory.Print();
        }

        var folder = Directory.CreateTempSubdirectory("cluster-benchmark-");
        try
        {
            await using var silos = await SiloProcesses.StartAsync(NodeAssembly.Path, siloCount, cancellationToken);
            var cluster = await silos.ConnectAsync(cancellationToken);
            await using var others = new LockPeers(folder);
            await StartAsync(others, peers, callers, cancellationToken);

            var own = new ClusterContender($"Cluster, {siloCount} silo processes", cluster.Locks);
            var strict = new ClusterContender("Cluster, each hand-off through a silo", Strict(cluster));
            var comparison = new LockComparison(runs, duration, warmUp);
            var (all, names) = ($"{callers} callers", $"{Names} names");
            foreach (var (key, workload) in new (string, LockWorkload)[]
            {
                ("shared", new($"{all}, {names}", callers, (_, random) => $"shared/{random.Next(Names)}")),
                ("own", new($"{all}, {names}, nobody ever waits", callers, (caller, random) => $"own/{caller}/{random.Next(Names / callers)}")),
                ("one", new($"{all}, 1 name", callers, (_, _) => "one")),
                ("alone", new($"1 caller, {names}", 1, (_, random) => $"alone/{random.Next(Names)}")),
            })
            {
                if (only.Contains(key))
                {
                    await comparison.RunAsync(workload, key == "one" ? [own, strict, .. others.Contenders] : [own, .. others.Contenders], cancellationToken);
                }
            }

            double? sticky = only.Contains("sticky") ? StickyReacquire.Measure(cluster, runs, duration) : null;
            if (json is not null)
            {
                await WriteAsync(json, comparison, sticky, cancellationToken);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Locks that callers of this process do not pass on among themselves: what processes that compete for a lock see.</summary>
    private static ClusterLocks Strict(ClusterClient cluster) =>
        new(new LockSession(cluster.Grains, TimeProvider.System, NullLogger<LockSession>.Instance, new ClusterLocksClientOptions { PassedOnLocally = 0 }));

    private static async Task StartAsync(LockPeers others, string[] peers, int callers, CancellationToken cancellationToken)
    {
        foreach (var peer in peers)
        {
            await (peer switch
            {
                "redis" => others.StartRedisAsync(cancellationToken),
                "postgres" => others.StartPostgresAsync(cancellationToken),
                "etcd" => others.StartEtcdAsync(callers, cancellationToken),
                "none" => Task.CompletedTask,
                _ => throw new ArgumentException($"--peers {peer} is not one of redis, postgres, etcd and none."),
            });
        }
    }

    private static async Task WriteAsync(string file, LockComparison comparison, double? sticky, CancellationToken cancellationToken)
    {
        var report = new
        {
            machine = new
            {
                processors = Environment.ProcessorCount,
                architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            comparison.Figures,
            stickyPerSecond = sticky,
        };
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, report, Indented, cancellationToken);
    }
}
