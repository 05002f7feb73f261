using System.CommandLine;
using Cluster.Benchmarks.Measuring;
using Cluster.Programs.Nodes;

namespace Cluster.Benchmarks.WordCount;

/// <summary>Word count of one large file: Cluster on silo processes, a plain C# loop, DuckDB.</summary>
internal static class WordCountCommand
{
    public static Command Create()
    {
        var megabytes = new Option<int>("--mb") { Description = "Size of the file, in MB.", DefaultValueFactory = _ => 200 };
        var runs = new Option<int>("--runs") { Description = "Measured runs of each contender.", DefaultValueFactory = _ => 5 };
        var silos = new Option<int>("--silos") { Description = "Silo processes.", DefaultValueFactory = _ => 2 };
        var splitBytes = new Option<long>("--split") { Description = "Bytes of a map split.", DefaultValueFactory = _ => 64 << 20 };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
        var alone = new Option<bool>("--alone") { Description = "Measure Cluster without its peers." };
        var command = new Command("wordcount", "Word count of one large file over silo processes, beside a C# loop and DuckDB.")
        {
            megabytes, runs, silos, splitBytes, json, alone,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(megabytes) * 1_000_000L,
            arguments.GetValue(runs),
            arguments.GetValue(silos),
            arguments.GetValue(splitBytes),
            arguments.GetValue(alone),
            arguments.GetValue(json)?.FullName,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        long bytes, int runs, int siloCount, long splitBytes, bool alone, string? json, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cluster-benchmark-");
        try
        {
            var input = Path.Combine(folder.FullName, "input.txt");
            Corpus.Write(input, bytes);

            // As many workers as cores in all, since the silos share this machine.
            var workers = Math.Max(1, Environment.ProcessorCount / siloCount);
            var settings = new Dictionary<string, string> { ["Cluster__Data__Workers"] = workers.ToString() };
            await using var silos = await SiloProcesses.StartAsync(NodeAssembly.Path, siloCount, cancellationToken, settings);
            var cluster = await silos.ConnectAsync(cancellationToken);
            var own = new ClusterContender(cluster, input, siloCount, splitBytes);
            List<IContender> contenders = [own];
            if (!alone)
            {
                contenders.Add(new LoopContender(input));
                contenders.Add(new DuckDbContender(input));
            }

            var size = new FileInfo(input).Length;
            var measurements = await Comparison.RunAsync(
                contenders,
                runs,
                (name, run, seconds) => Console.WriteLine($"{(run == 0 ? "warm-up" : $"run {run}")}: {name} {seconds:F3} s, {size / 1e6 / seconds:F0} MB/s"),
                cancellationToken);
            var title = $"Word count of {size / 1e6:F0} MB, {Environment.ProcessorCount} cores, {runs} alternating runs";
            Report.Print(title, measurements, size);
            Console.WriteLine($"The last run of Cluster, in seconds after its acceptance: {own.Course()}");
            if (json is not null)
            {
                await Report.WriteAsync(json, title, measurements, size, cancellationToken);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
