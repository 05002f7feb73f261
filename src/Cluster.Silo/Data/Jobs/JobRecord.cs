using System.Text.Json;
using Cluster.Data;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Jobs;

/// <summary>What is durable of a job. Written at its acceptance, with its plan, before its file gets the final name, at its end, and whenever it changes drivers.</summary>
internal sealed record JobRecord
{
    /// <summary>Beyond this the partitions of a job that ended are not remembered.</summary>
    public const int RememberedPartitions = 2000;

    public required JobSpec Spec { get; init; }

    public required JobState State { get; init; }

    /// <summary>The driver's number: each activation that takes the job over raises it, and silos refuse drivers of earlier epochs.</summary>
    public required long Epoch { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public string? TraceParent { get; init; }

    public IReadOnlyList<InputFile>? Files { get; init; }

    public long SplitBytes { get; init; }

    public int Partitions { get; init; }

    /// <summary>Set before the file gets its final name: from here on the job can only succeed, or fail in the renaming itself.</summary>
    public bool IsCommitting { get; init; }

    /// <summary>How often a driver broke off for a reason that nobody expected.</summary>
    public int Breakdowns { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public JobResult? Result { get; init; }

    /// <summary>The stages and partitions at the end.</summary>
    public IReadOnlyList<StageStatus>? Stages { get; init; }

    public IReadOnlyList<PartitionStatus>? FinalPartitions { get; init; }

    public static JobRecord? Read(StoredDocument document) =>
        document.Json is { } json ? JsonSerializer.Deserialize<JobRecord>(json) : null;

    public void WriteTo(StoredDocument document) => document.Json = JsonSerializer.Serialize(this);
}
