using System.Text.Json;
using System.Text.Json.Serialization;
using Cluster.Data;

namespace Cluster.Silo.Data.Messages;

/// <summary>A job's options in the one shape that all kinds of jobs come down to: a mapper, a reducer and their settings.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.JobSpec")]
internal sealed record JobSpec
{
    public const string WordCountKind = "WordCount";

    [Id(0)]
    public required string Kind { get; init; }

    [Id(1)]
    public required IReadOnlyList<string> Paths { get; init; }

    [Id(2)]
    public string? Output { get; init; }

    [Id(3)]
    public OutputFormat Format { get; init; }

    [Id(4)]
    public int Top { get; init; }

    [Id(5)]
    public long SplitBytes { get; init; }

    [Id(6)]
    public int? Partitions { get; init; }

    [Id(7)]
    public required string Mapper { get; init; }

    [Id(8)]
    public required string Reducer { get; init; }

    [Id(9)]
    public string? Assembly { get; init; }

    [Id(10)]
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Word counts write their words as they are; keys of other jobs may hold what separates a TSV file, and are escaped.</summary>
    [JsonIgnore]
    public bool EscapesKeys => Kind != WordCountKind;

    /// <summary>Whether two specs ask for the same job. (The equality of a record does not look into its collections.)</summary>
    public bool SameAs(JobSpec other) => JsonSerializer.SerializeToUtf8Bytes(this).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other));
}
