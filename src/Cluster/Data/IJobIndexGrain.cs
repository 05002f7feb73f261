namespace Cluster.Data;

/// <summary>The jobs that the cluster remembers. One grain, with key 0.</summary>
[Alias("Cluster.Data.IJobIndexGrain")]
internal interface IJobIndexGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a job, or updates what is listed of it. A job that has ended stays ended. When there are too many, those that ended first are forgotten.</summary>
    [Alias("Record"), Idempotent]
    Task RecordAsync(JobStatus summary, CancellationToken cancellationToken);

    /// <summary>The newest jobs first, without their stages, partitions and top entries.</summary>
    [Alias("List"), Idempotent]
    Task<IReadOnlyList<JobStatus>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The jobs that had not ended when last heard of.</summary>
    [Alias("ListUnfinished"), Idempotent]
    Task<IReadOnlyList<string>> ListUnfinishedAsync(CancellationToken cancellationToken);
}
