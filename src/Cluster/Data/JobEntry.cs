namespace Cluster.Data;

/// <summary>One key and its value.</summary>
/// <param name="Key">The key, decoded as UTF-8; invalid sequences show as U+FFFD.</param>
/// <param name="Value">The reduced value: for a word count, how often the word occurs.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.JobEntry")]
public sealed record JobEntry([property: Id(0)] string Key, [property: Id(1)] long Value);
