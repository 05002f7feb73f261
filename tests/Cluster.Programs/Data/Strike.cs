namespace Cluster.Programs.Data;

/// <summary>What happens to a silo while a job runs.</summary>
public enum Strike
{
    /// <summary>Kill -9 of a silo that runs tasks.</summary>
    KillWorker,

    /// <summary>Kill -9 of the silo that drives the job.</summary>
    KillDriver,

    /// <summary>An orderly stop of the silo that drives the job, as when it is scaled away.</summary>
    StopDriver,
}
