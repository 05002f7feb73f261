using Cluster.Data;

namespace Cluster.Silo.Data.Messages;

/// <summary>How an attempt stands.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.TaskReport")]
internal sealed record TaskReport
{
    [Id(0)]
    public required TaskAttempt Attempt { get; init; }

    [Id(1)]
    public required TaskState State { get; init; }

    /// <summary>Bytes handled: of a map task read, of a reduce task fetched, of the write task written.</summary>
    [Id(2)]
    public long Bytes { get; init; }

    /// <summary>Bytes of the output, once done.</summary>
    [Id(3)]
    public long OutputBytes { get; init; }

    /// <summary>Of a reduce task: everything is fetched and folded, and what is left is sorting.</summary>
    [Id(4)]
    public bool Shuffled { get; init; }

    /// <summary>Why it failed.</summary>
    [Id(5)]
    public string? Error { get; init; }

    /// <summary>The failure would come again on any silo: the job fails without another attempt.</summary>
    [Id(6)]
    public bool IsFatal { get; init; }

    /// <summary>Outputs of other tasks that could not be fetched any more.</summary>
    [Id(7)]
    public IReadOnlyList<TaskAttempt> Lost { get; init; } = [];

    /// <summary>Of the write task, once ready: the result.</summary>
    [Id(8)]
    public WrittenResult? Result { get; init; }
}
