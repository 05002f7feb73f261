using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cluster.Benchmarks.Locks;
using Cluster.Benchmarks.Servers;
using Cluster.Faults.Nodes;
using Spectre.Console;

namespace Cluster.Benchmarks.Registers;

/// <summary>Strong operations of one client process on registers over three silo processes, beside etcd on the same machine in the same run.</summary>
internal static class RegistersCommand
{
    private const int ValueBytes = 100;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Measured runs of each contender.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a run is.", DefaultValueFactory = _ => 2 };
        var callers = new Option<int>("--callers") { Description = "Callers of the workloads with many.", DefaultValueFactory = _ => 64 };
        var silos = new Option<int>("--silos") { Description = "Silo processes.", DefaultValueFactory = _ => 3 };
        var alone = new Option<bool>("--alone") { Description = "Measure Cluster without etcd." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
        var command = new Command("registers", "Linearizable writes and reads of registers beside etcd.") { runs, seconds, callers, silos, alone, json };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(runs),
            TimeSpan.FromSeconds(arguments.GetValue(seconds)),
            arguments.GetValue(callers),
            arguments.GetValue(silos),
            arguments.GetValue(alone),
            arguments.GetValue(json)?.FullName,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        int runs, TimeSpan duration, int callers, int siloCount, bool alone, string? json, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cluster-benchmark-");
        try
        {
            await using var silos = await SiloProcesses.StartAsync(NodeAssembly.Path, siloCount, cancellationToken);
            var cluster = await silos.ConnectAsync(cancellationToken);
            await using var servers = new EtcdServers();
            List<IRegisterContender> contenders = [new ClusterContender($"Cluster, {siloCount} silo processes", cluster.Registers)];
            if (!alone && await servers.StartAsync(folder, cancellationToken) is { } node)
            {
                contenders.Add(new EtcdContender(node));
            }

            var value = new byte[ValueBytes];
            foreach (var contender in contenders)
            {
                await Task.WhenAll(Enumerable.Range(0, RegisterWorkload.Names).Select(name => contender.WriteAsync($"bench/{name}", value)));
            }

            var figures = new List<object>();
            foreach (var workload in new RegisterWorkload[]
            {
                new($"linearizable writes of {ValueBytes} bytes, {callers} callers", callers, (contender, name) => contender.WriteAsync(name, value)),
                new($"linearizable reads, {callers} callers", callers, (contender, name) => contender.ReadAsync(name)),
                new("linearizable writes, 1 caller", 1, (contender, name) => contender.WriteAsync(name, value)),
                new("linearizable reads, 1 caller", 1, (contender, name) => contender.ReadAsync(name)),
            })
            {
                figures.AddRange(await CompareAsync(workload, contenders, runs, duration));
            }

            if (json is not null)
            {
                await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures, Indented), cancellationToken);
            }

            foreach (var contender in contenders.OfType<IDisposable>())
            {
                contender.Dispose();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs contenders in turns, after one run each that is not measured, and prints medians. Ratios are how many times as fast the first one is.</summary>
    private static async Task<List<object>> CompareAsync(RegisterWorkload workload, List<IRegisterContender> contenders, int runs, TimeSpan duration)
    {
        var measured = contenders.ToDictionary(contender => contender, _ => new List<RegisterRun>());
        for (var run = 0; run <= runs; run++)
        {
            foreach (var contender in contenders)
            {
                GC.Collect();
                var result = await workload.RunAsync(contender, duration);
                if (run > 0)
                {
                    measured[contender].Add(result);
                }
            }
        }

        var table = new Table().Title(Markup.Escape(workload.Title)).AddColumns("contender", "ops/s", "least", "most", "p50 us", "p99 us", "ratio");
        var first = LockComparison.Median(measured[contenders[0]].Select(run => run.PerSecond));
        var figures = new List<object>();
        foreach (var contender in contenders)
        {
            var results = measured[contender];
            var rate = LockComparison.Median(results.Select(run => run.PerSecond));
            var (p50, p99) = (LockComparison.Median(results.Select(run => run.Microseconds(.5))), LockComparison.Median(results.Select(run => run.Microseconds(.99))));
            table.AddRow(
                Markup.Escape(contender.Name),
                Number("N0", rate),
                Number("N0", results.Min(run => run.PerSecond)),
                Number("N0", results.Max(run => run.PerSecond)),
                Number("N0", p50),
                Number("N0", p99),
                Number("F2", first / rate));
            figures.Add(new { workload = workload.Title, contender = contender.Name, median = rate, perSecond = results.Select(run => run.PerSecond), p50, p99, ratio = first / rate });
        }

        AnsiConsole.Write(table);
        return figures;
    }

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
