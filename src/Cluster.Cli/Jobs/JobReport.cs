using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Data;
using Spectre.Console;

namespace Cluster.Cli.Jobs;

/// <summary>A job's result for a person: the greatest entries, the totals, and the hash that says whether two results are equal.</summary>
internal static class JobReport
{
    private const int KeyWidth = 40;
    private const int BarWidth = 30;

    public static void Write(Terminal terminal, JobStatus status)
    {
        var result = status.Result ?? throw new InvalidOperationException($"Job {status.Id} is {status.State} and has no result.");
        if (result.Top.Count > 0)
        {
            terminal.OutputConsole().Write(TopTable(status.Kind, result));
            terminal.Output.WriteLine();
        }

        foreach (var line in Summary(status, result))
        {
            terminal.Output.WriteLine(line);
        }
    }

    private static Table TopTable(string kind, JobResult result)
    {
        var table = PlainTable.Create();
        table.AddColumn(PlainTable.Column("#", right: true));
        table.AddColumn(PlainTable.Column(IsWordCount(kind) ? "WORD" : "KEY"));
        table.AddColumn(PlainTable.Column(IsWordCount(kind) ? "COUNT" : "VALUE", right: true));
        if (IsWordCount(kind))
        {
            // Of other jobs' values nobody knows whether their sum means anything.
            table.AddColumn(PlainTable.Column("SHARE", right: true));
        }

        table.AddColumn(PlainTable.Column(""));
        var greatest = Math.Max(1, result.Top.Max(entry => entry.Value));
        for (var i = 0; i < result.Top.Count; i++)
        {
            var entry = result.Top[i];
            var share = string.Create(CultureInfo.InvariantCulture, $"{100.0 * entry.Value / Math.Max(1, result.Total):0.00} %");
            var bar = new string('█', (int)(BarWidth * Math.Max(0, entry.Value) / (double)greatest));
            table.AddRow(
            [
                new Text($"{i + 1}"),
                new Text(KeyText.Display(entry.Key, KeyWidth)),
                new Text(Number(entry.Value)),
                .. IsWordCount(kind) ? [new Text(share)] : Array.Empty<Text>(),
                new Text(bar, new Style(Color.Blue)),
            ]);
        }

        return table;
    }

    private static IEnumerable<string> Summary(JobStatus status, JobResult result)
    {
        var empty = result.Empty > 0 ? $", and {Number(result.Empty)} empty ones" : "";
        yield return IsWordCount(status.Kind)
            ? $"{Number(result.Total)} words, {Number(result.Distinct)} different{empty}"
            : $"{Number(result.Distinct)} keys, whose values sum to {Number(result.Total)}{empty}";
        yield return $"{Number(result.Files)} {(result.Files == 1 ? "file" : "files")}, {ByteSize.Format(result.Bytes)} in {Duration.Format(result.Elapsed)}"
            + $" ({ByteSize.FormatRate(result.Bytes, result.Elapsed)}) on {string.Join(", ", JobDocument.SilosOf(status))}";
        yield return $"sha256 {result.Sha256} over the sorted counts";
        if (status.Output is { } output)
        {
            yield return $"written to {output}";
        }
    }

    private static bool IsWordCount(string kind) => kind == "WordCount";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
