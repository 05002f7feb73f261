using System.Globalization;
using Cluster.Benchmarks.Measuring;
using Spectre.Console;

namespace Cluster.Benchmarks.Transactions;

/// <summary>
/// Runs contenders in turns, after one run each that is long enough for just-in-time compilers to settle and is not measured, and prints medians. Ratios are how many times as fast the first one is. Refuses a contender
/// whose accounts do not add up in the end.
/// </summary>
internal sealed class TransferComparison(int runs, TimeSpan duration, TimeSpan warmUp)
{
    private const int PipeWidth = 170;

    /// <summary>What there is to write down, a line for each contender and workload.</summary>
    public List<object> Figures { get; } = [];

    public async Task RunAsync(TransferWorkload workload, IReadOnlyList<TransferContender> contenders)
    {
        var measured = contenders.ToDictionary(contender => contender, _ => new List<TransferRun>());
        foreach (var contender in contenders)
        {
            await workload.RunAsync(contender, warmUp);
        }

        for (var run = 0; run < runs; run++)
        {
            foreach (var contender in contenders)
            {
                GC.Collect();
                measured[contender].Add(await workload.RunAsync(contender, duration));
            }
        }

        foreach (var contender in contenders)
        {
            var (total, expected) = (await contender.Total(workload.Accounts), workload.Accounts * ClusterTransfers.Opening);
            if (workload.Accounts == TransactionsCommand.Accounts && total != expected)
            {
                throw new InvalidOperationException($"{contender.Name}: the accounts add up to {total} in place of {expected}.");
            }
        }

        Print(workload, contenders, measured);
    }

    private void Print(TransferWorkload workload, IReadOnlyList<TransferContender> contenders, Dictionary<TransferContender, List<TransferRun>> measured)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
        }

        var table = new Table().Title(Markup.Escape(workload.Title)).AddColumns("contender", "transfers/s", "least", "most", "p50 ms", "p99 ms", "longest ms", "processor us", "repeated", "ratio");
        var first = Statistics.Median(measured[contenders[0]].Select(run => run.PerSecond));
        foreach (var contender in contenders)
        {
            var results = measured[contender];
            var rate = Statistics.Median(results.Select(run => run.PerSecond));
            var (p50, p99) = (Statistics.Median(results.Select(run => run.Milliseconds(.5))), Statistics.Median(results.Select(run => run.Milliseconds(.99))));
            var (longest, repeated) = (results.Max(run => run.Milliseconds(1)), results.Average(run => run.Repeated));
            var processor = results.Exists(run => run.ProcessorMicroseconds is null) ? (double?)null : Statistics.Median(results.Select(run => run.ProcessorMicroseconds!.Value));
            table.AddRow(
                Markup.Escape(contender.Name),
                Number("N0", rate),
                Number("N0", results.Min(run => run.PerSecond)),
                Number("N0", results.Max(run => run.PerSecond)),
                Number("F2", p50),
                Number("F1", p99),
                Number("N0", longest),
                processor is { } used ? Number("N0", used) : "?",
                Number("P1", repeated),
                Number("F2", first / rate));
            Figures.Add(new { workload = workload.Title, contender = contender.Name, median = rate, perSecond = results.Select(run => run.PerSecond), p50, p99, longest, processor, repeated, ratio = first / rate });
        }

        AnsiConsole.Write(table);
    }

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
