using Cluster.Data;

namespace Cluster.Dashboard.Components;

/// <summary>What the page that starts a word count holds, as its reader types it.</summary>
internal sealed class WordCountForm
{
    private const int BytesPerKib = 1024;

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

    private string? OutputPath => string.IsNullOrWhiteSpace(Output) ? null : Output.Trim();

    public WordCountOptions ToOptions() => new()
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
