namespace Cluster.Data;

/// <summary>One data job; the key is its identity. It plans, tracks and retries, and remembers the job after its end.</summary>
[Alias("Cluster.Data.IJobGrain")]
internal interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Makes the job durable and starts it. A second time, with the same options, it does nothing.</summary>
    /// <exception cref="ArgumentException">The identity belongs to a job with other options.</exception>
    [Alias("Submit"), Idempotent, ResponseTimeout("00:00:30")]
    Task SubmitAsync(JobOptions options, CancellationToken cancellationToken);

    /// <summary>The job as it stands, or null when there is none. Answers after <paramref name="wait"/>, or sooner when the job has ended.</summary>
    [Alias("GetStatus"), Idempotent]
    Task<JobStatus?> GetStatusAsync(TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Ends the job without a result, unless it has ended or its result is being put in place. Returns when the end is durable.</summary>
    [Alias("Cancel"), Idempotent]
    Task CancelAsync(CancellationToken cancellationToken);

    /// <summary>Erases what is remembered of a job that has ended.</summary>
    [Alias("Forget"), Idempotent]
    Task ForgetAsync(CancellationToken cancellationToken);
}
