using Cluster.Data;

namespace Cluster.Cli.Json;

/// <summary>A job, its result included once it has one.</summary>
/// <param name="Silos">The silos that ran its partitions, by name.</param>
/// <param name="Partitions">Each partition, with <c>jobs show</c>; else null.</param>
internal sealed record JobDocument(
    string Id,
    string Kind,
    JobState State,
    string? Error,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<string> Inputs,
    string? Output,
    IReadOnlyList<StageStatus> Stages,
    IReadOnlyList<string> Silos,
    IReadOnlyList<PartitionStatus>? Partitions,
    JobResultDocument? Result)
{
    public static JobDocument From(JobStatus status, bool partitions = false) => new(
        status.Id,
        status.Kind,
        status.State,
        status.Error,
        status.SubmittedAt,
        status.FinishedAt,
        status.Inputs,
        status.Output,
        status.Stages,
        SilosOf(status),
        partitions ? status.Partitions : null,
        status.Result is { } result ? JobResultDocument.From(result) : null);

    /// <summary>The names of the silos that ran a job's partitions, in order.</summary>
    public static IReadOnlyList<string> SilosOf(JobStatus status) =>
        [.. status.Partitions.Select(p => p.Silo).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
