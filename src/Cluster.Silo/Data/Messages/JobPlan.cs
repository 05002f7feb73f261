using Cluster.Silo.Data.Input;

namespace Cluster.Silo.Data.Messages;

/// <summary>What every silo needs to take part in a job. Splits are not listed: they follow from the files and the size.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.JobPlan")]
internal sealed record JobPlan
{
    [Id(0)]
    public required string JobId { get; init; }

    [Id(1)]
    public required JobSpec Spec { get; init; }

    [Id(2)]
    public required IReadOnlyList<InputFile> Files { get; init; }

    [Id(3)]
    public required long SplitBytes { get; init; }

    [Id(4)]
    public required int Partitions { get; init; }

    /// <summary>The trace that the job belongs to (W3C traceparent), or null.</summary>
    [Id(5)]
    public string? TraceParent { get; init; }

    public long TotalBytes => Files.Sum(file => file.Length);
}
