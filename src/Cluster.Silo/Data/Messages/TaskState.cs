namespace Cluster.Silo.Data.Messages;

/// <summary>How an attempt at a task stands on its silo.</summary>
internal enum TaskState
{
    /// <summary>Queued or at work.</summary>
    Running,

    /// <summary>Of the write task: the result is complete and its file durable under a temporary name; it waits for leave to rename it.</summary>
    Ready,

    /// <summary>Finished; its output can be fetched.</summary>
    Done,

    /// <summary>Ended without an output.</summary>
    Failed,
}
