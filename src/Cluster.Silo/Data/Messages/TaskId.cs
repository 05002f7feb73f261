namespace Cluster.Silo.Data.Messages;

/// <summary>A task within a job: a map split, a reduce partition, or the one write task.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.TaskId")]
internal readonly record struct TaskId([property: Id(0)] TaskStage Stage, [property: Id(1)] int Index)
{
    public static TaskId Write { get; } = new(TaskStage.Write, 0);

    public static TaskId Map(int split) => new(TaskStage.Map, split);

    public static TaskId Reduce(int partition) => new(TaskStage.Reduce, partition);
}
