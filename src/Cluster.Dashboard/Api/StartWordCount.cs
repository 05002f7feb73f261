namespace Cluster.Dashboard.Api;

/// <summary>A word count to start.</summary>
internal sealed record StartWordCount
{
    /// <summary>Files, folders (read recursively) and globs (*, ?, **), as absolute paths that mean the same on every silo. At least one must match.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What counts as a word: Ascii (the default), Unicode or Space.</summary>
    public WordDefinition Words { get; init; }

    /// <summary>Folds words to lower case before they are counted.</summary>
    public bool FoldCase { get; init; }

    /// <summary>Words that are left out, compared after folding.</summary>
    public IReadOnlyList<string> StopWords { get; init; } = [];

    /// <summary>The result file as an absolute path; none by default. It appears whole under this name or not at all.</summary>
    public string? Output { get; init; }

    /// <summary>The shape of the result file: Tsv (the default) or Json.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>How many of the greatest entries the result carries, 0 to 10,000; 10 by default.</summary>
    public int Top { get; init; } = 10;

    /// <summary>The size aimed at for one map split in bytes, 64 KiB to 1 GiB; 16 MiB by default.</summary>
    public long SplitBytes { get; init; } = 16 << 20;

    /// <summary>How many reduce partitions there are, 1 to 1,024; two a silo by default.</summary>
    public int? Partitions { get; init; }

    public WordCountOptions ToOptions() => new()
    {
        Paths = Paths,
        Words = Words,
        FoldCase = FoldCase,
        StopWords = StopWords,
        Output = Output,
        Format = Format,
        Top = Top,
        SplitBytes = SplitBytes,
        Partitions = Partitions,
    };
}
