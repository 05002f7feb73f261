using Cluster.Data;

namespace Cluster.Dashboard.Components;

/// <summary>What the page that starts a job holds, as its reader types it.</summary>
internal sealed class JobForm
{
    private const int BytesPerKib = 1024;

    /// <summary>False for a word count, true for a mapper and a reducer of one's own.</summary>
    public bool IsOwn { get; set; }

    public string? Assembly { get; set; }

    public string? Mapper { get; set; }

    public string? Reducer { get; set; }

    public string? Settings { get; set; }

    public string? Paths { get; set; }

    public WordDefinition Words { get; set; }

    public bool FoldCase { get; set; }

    public string? StopWords { get; set; }

    public int Top { get; set; } = 25;

    public string? Output { get; set; }

    public OutputFormat Format { get; set; }

    public int SplitKib { get; set; } = 16 * BytesPerKib;

    public int? Partitions { get; set; }

    public string[] PathList => (Paths ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with the paths, or null.</summary>
    public string? PathProblem => PathList switch
    {
        [] => "Name at least one file, folder or glob.",
        var paths => paths.FirstOrDefault(path => !Path.IsPathFullyQualified(path)) is { } relative
            ? $"'{relative}' is relative, and silos may run in another folder. Give the whole path, such as /data/{relative.TrimStart('.', '/', '\\')}."
            : null,
    };

    /// <summary>What is wrong with the result file's path, or null.</summary>
    public string? OutputProblem => OutputPath is { } output && !Path.IsPathFullyQualified(output)
        ? $"'{output}' is relative. Give the whole path, such as /data/{output.TrimStart('.', '/', '\\')}."
        : null;

    /// <summary>What is wrong with the mapper's name, or null.</summary>
    public string? MapperProblem => ClassProblem(Mapper, "Mapper", "My.Jobs.LineMapper");

    /// <summary>What is wrong with the reducer's name, or null.</summary>
    public string? ReducerProblem => ClassProblem(Reducer, "Reducer", "My.Jobs.SumReducer");

    /// <summary>What is wrong with the settings, or null.</summary>
    public string? SettingsProblem
    {
        get
        {
            if (SettingLines.FirstOrDefault(line => line.IndexOf('=', StringComparison.Ordinal) <= 0) is { } line)
            {
                return $"'{line}' has no key and value: write KEY=VALUE, one a line.";
            }

            return SettingLines.Select(KeyOf).GroupBy(key => key, StringComparer.Ordinal).FirstOrDefault(keys => keys.Count() > 1) is { } twice
                ? $"'{twice.Key}' is set twice; give it one value."
                : null;
        }
    }

    private string[] SettingLines => (Settings ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string? OutputPath => string.IsNullOrWhiteSpace(Output) ? null : Output.Trim();

    public JobOptions ToOptions() => IsOwn ? OwnJob() : WordCount();

    private static string KeyOf(string setting) => setting[..setting.IndexOf('=', StringComparison.Ordinal)];

    private static string? ClassProblem(string? name, string kind, string example) => (name ?? "").Trim() switch
    {
        "" => $"Give the full name of a public class that derives from Cluster.Data.{kind}, such as {example}.",
        var text when text.Any(char.IsWhiteSpace) => $"'{text}' is no name of a class. Give namespace and name, such as {example}.",
        _ => null,
    };

    private MapReduceOptions OwnJob() => new()
    {
        Paths = PathList,
        Assembly = string.IsNullOrWhiteSpace(Assembly) ? null : Assembly.Trim(),
        Mapper = Mapper!.Trim(),
        Reducer = Reducer!.Trim(),
        Settings = SettingLines.ToDictionary(KeyOf, line => line[(KeyOf(line).Length + 1)..], StringComparer.Ordinal),
        Top = Top,
        Output = OutputPath,
        Format = Format,
        SplitBytes = (long)SplitKib * BytesPerKib,
        Partitions = Partitions,
    };

    private WordCountOptions WordCount() => new()
    {
        Paths = PathList,
        Words = Words,
        FoldCase = FoldCase,
        StopWords = (StopWords ?? "").Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries),
        Top = Top,
        Output = OutputPath,
        Format = Format,
        SplitBytes = (long)SplitKib * BytesPerKib,
        Partitions = Partitions,
    };
}
