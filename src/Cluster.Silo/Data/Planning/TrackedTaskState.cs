namespace Cluster.Silo.Data.Planning;

/// <summary>Where a task stands for the driver.</summary>
internal enum TrackedTaskState
{
    Waiting,
    Running,

    /// <summary>The write task waits for leave to give its file the final name.</summary>
    Ready,
    Done,
}
