namespace Cluster.Silo.Data.Messages;

/// <summary>One try at a task. Numbers are never used twice within a job: the driver's epoch is their upper part.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.TaskAttempt")]
internal readonly record struct TaskAttempt([property: Id(0)] TaskId Task, [property: Id(1)] long Number);
