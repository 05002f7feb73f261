namespace Cluster.Data;

/// <summary>A word count: what to read, what a word is, where the result goes.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.WordCountOptions")]
public sealed record WordCountOptions : JobOptions
{
    /// <summary>What counts as a word.</summary>
    [Id(0)]
    public WordDefinition Words { get; init; }

    /// <summary>Folds words to lower case before they are counted: each character by Unicode's simple lower-case mapping, invariant of culture.</summary>
    [Id(1)]
    public bool FoldCase { get; init; }

    /// <summary>Words that are left out, compared after folding when <see cref="FoldCase"/> is set.</summary>
    [Id(2)]
    public IReadOnlyList<string> StopWords { get; init; } = [];
}
