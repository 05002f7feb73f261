using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace Cluster.Benchmarks.Measuring;

/// <summary>Prints a comparison as a table and writes it as JSON. Ratios are to the first contender: how many times as long another one takes.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(string title, IReadOnlyList<Measurement> measurements, long bytes)
    {
        var table = new Table().Title(Markup.Escape(title)).AddColumns("contender", "median s", "best s", "worst s", "MB/s", "time, ratio");
        foreach (var measurement in measurements)
        {
            table.AddRow(
                Markup.Escape(measurement.Name),
                Number("F3", measurement.Median),
                Number("F3", measurement.Best),
                Number("F3", measurement.Worst),
                Number("F0", bytes / 1e6 / measurement.Median),
                Number("F2", measurement.Median / measurements[0].Median));
        }

        AnsiConsole.Write(table);
    }

    public static async Task WriteAsync(string file, string title, IReadOnlyList<Measurement> measurements, long bytes, CancellationToken cancellationToken)
    {
        var report = new
        {
            title,
            bytes,
            machine = new
            {
                processors = Environment.ProcessorCount,
                architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            contenders = measurements.Select(measurement => new
            {
                measurement.Name,
                measurement.Seconds,
                measurement.Median,
                megabytesPerSecond = bytes / 1e6 / measurement.Median,
                ratio = measurement.Median / measurements[0].Median,
            }),
        };
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, report, Indented, cancellationToken);
    }

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
