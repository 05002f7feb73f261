namespace Cluster.Silo.Data.Messages;

/// <summary>What a driver wants a silo to do. Taking the same orders twice is the same as once.</summary>
/// <param name="Start">Attempts to start.</param>
/// <param name="Outputs">Outputs that tasks on the silo fetch; a later one of a task replaces an earlier one.</param>
/// <param name="Stop">Attempts to give up, with their outputs.</param>
/// <param name="Commit">The attempt of the write task that may give its file the final name.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.Orders")]
internal sealed record Orders(
    [property: Id(0)] IReadOnlyList<TaskAttempt> Start,
    [property: Id(1)] IReadOnlyList<TaskOutput> Outputs,
    [property: Id(2)] IReadOnlyList<TaskAttempt> Stop,
    [property: Id(3)] TaskAttempt? Commit);
