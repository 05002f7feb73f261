using System.Globalization;
using Cluster.Benchmarks.Measuring;
using Spectre.Console;

namespace Cluster.Benchmarks.Locks;

/// <summary>Runs contenders in turns, after one run each that is not measured and as long as just-in-time compilers take to settle, and prints medians. Ratios are how many times as fast the first one is.</summary>
internal sealed class LockComparison(int runs, TimeSpan duration, TimeSpan warmUp)
{
    private const int PipeWidth = 160;

    /// <summary>What there is to write down, a line for each contender and workload.</summary>
    public List<object> Figures { get; } = [];

    public async Task RunAsync(LockWorkload workload, IReadOnlyList<ILockContender> contenders, CancellationToken cancellationToken)
    {
        var measured = contenders.ToDictionary(c => c, _ => new List<LockRun>());
        foreach (var contender in contenders)
        {
            await workload.RunAsync(contender, warmUp, cancellationToken);
        }

        for (var run = 0; run < runs; run++)
        {
            foreach (var contender in contenders)
            {
                GC.Collect();
                measured[contender].Add(await workload.RunAsync(contender, duration, cancellationToken));
            }
        }

        Print(workload, contenders, measured);
    }

    private void Print(LockWorkload workload, IReadOnlyList<ILockContender> contenders, Dictionary<ILockContender, List<LockRun>> measured)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
        }

        var table = new Table().Title(Markup.Escape(workload.Title)).AddColumns("contender", "locks/s", "least", "most", "p50 us", "p99 us", "Jain", "ratio");
        var first = Statistics.Median(measured[contenders[0]].Select(r => r.PerSecond));
        foreach (var contender in contenders)
        {
            var results = measured[contender];
            var rate = Statistics.Median(results.Select(r => r.PerSecond));
            var (p50, p99) = (Statistics.Median(results.Select(r => r.Microseconds(.5))), Statistics.Median(results.Select(r => r.Microseconds(.99))));
            var jain = Statistics.Median(results.Select(r => r.Jain));
            table.AddRow(
                Markup.Escape(contender.Name),
                Number("N0", rate),
                Number("N0", results.Min(r => r.PerSecond)),
                Number("N0", results.Max(r => r.PerSecond)),
                Number("N0", p50),
                Number("N0", p99),
                Number("F3", jain),
                Number("F2", first / rate));
            Figures.Add(new
            {
                workload = workload.Title,
                contender = contender.Name,
                perSecond = results.Select(r => r.PerSecond),
                median = rate,
                p50Microseconds = p50,
                p99Microseconds = p99,
                jain,
                ratio = first / rate,
            });
        }

        AnsiConsole.Write(table);
    }

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
