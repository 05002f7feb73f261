namespace Cluster.Data;

/// <summary>A job as seen at one moment.</summary>
/// <param name="Id">The job's identity.</param>
/// <param name="Kind">What it runs: <c>WordCount</c>, or the mapper's class.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="SubmittedAt">When it was accepted (UTC).</param>
/// <param name="FinishedAt">When it reached a final state (UTC), or null.</param>
/// <param name="Inputs">The paths it was given.</param>
/// <param name="Output">The result file, or null.</param>
/// <param name="Stages">Map, shuffle, reduce, write, in this order; with nothing to do while the job is being planned.</param>
/// <param name="Partitions">Each map split and reduce partition with the silo that runs it.</param>
/// <param name="Result">The result once it succeeded, or null.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.JobStatus")]
public sealed record JobStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] JobState State,
    [property: Id(3)] string? Error,
    [property: Id(4)] DateTimeOffset SubmittedAt,
    [property: Id(5)] DateTimeOffset? FinishedAt,
    [property: Id(6)] IReadOnlyList<string> Inputs,
    [property: Id(7)] string? Output,
    [property: Id(8)] IReadOnlyList<StageStatus> Stages,
    [property: Id(9)] IReadOnlyList<PartitionStatus> Partitions,
    [property: Id(10)] JobResult? Result)
{
    /// <summary>True in a state that nothing will change any more.</summary>
    public bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>The status as lists of jobs carry it.</summary>
    internal JobStatus Summary() => this with
    {
        Partitions = Array.Empty<PartitionStatus>(),
        Result = Result is null ? null : Result with { Top = Array.Empty<JobEntry>() },
    };
}
