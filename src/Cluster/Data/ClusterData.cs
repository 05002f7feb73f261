using System.Runtime.ExceptionServices;

namespace Cluster.Data;

/// <summary>
/// Partitioned data processing over the silos.
/// <code>
/// var result = await cluster.Data.WordCountAsync(new WordCountOptions { Paths = ["/data/books"], Output = "/data/counts.tsv" });
/// </code>
/// Calls are safe to repeat and are repeated while a silo's death keeps them from an answer, so waiting for a job outlives any one silo.
/// </summary>
public sealed class ClusterData
{
    private readonly IGrainFactory _grains;

    internal ClusterData(IGrainFactory grains) => _grains = grains;

    /// <summary>
    /// Starts a job. When this returns, the job is durable: it goes on and ends once, whichever silo dies and whether or not the caller lives.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the range.</exception>
    public Task<DataJob> StartAsync(JobOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(Guid.CreateVersion7().ToString("N"), options, cancellationToken);

    /// <summary>
    /// Starts a job under an identity of your own. With the same options, starting it again does nothing but give the handle,
    /// so a program that crashed can say the same again without running the job twice.
    /// </summary>
    /// <param name="jobId">1 to 64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>; it is new to the cluster, or belongs to a job with the same options.</param>
    /// <param name="options">What to run.</param>
    /// <param name="cancellationToken">Stops the waiting for the acceptance; the job may have been accepted all the same.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the identity belongs to a job with other options.</exception>
    public async Task<DataJob> StartAsync(string jobId, JobOptions options, CancellationToken cancellationToken = default)
    {
        JobOptionsValidation.ThrowIfInvalid(jobId, options);
        await _grains.GetGrain<IJobGrain>(jobId).SubmitAsync(JobOptionsValidation.Portable(options), cancellationToken);
        return Get(jobId);
    }

    /// <summary>Counts words and waits for the result; cancelling stops the waiting and the job.</summary>
    /// <exception cref="JobFailedException">The job failed; the message says why.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the range.</exception>
    public async Task<JobResult> WordCountAsync(
        WordCountOptions options, IProgress<JobStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        var job = await StartAsync(options, cancellationToken);
        try
        {
            return await job.WaitAsync(progress, cancellationToken);
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            await job.CancelAsync(CancellationToken.None);
            ExceptionDispatchInfo.Throw(cancelled);
            throw;
        }
    }

    /// <summary>A handle on a job by its identity; no call is made.</summary>
    public DataJob Get(string jobId) => new(_grains, jobId);

    /// <summary>
    /// The jobs that the cluster remembers (the last 1,000 by default), newest first, without their partitions and top entries; those that ended
    /// without their stages too.
    /// </summary>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<JobStatus>> ListAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        var listed = await _grains.GetGrain<IJobIndexGrain>(0).ListAsync(limit, cancellationToken);
        return await Task.WhenAll(listed.Select(job => job.IsFinal ? Task.FromResult(job) : GetLiveAsync(job, cancellationToken)));
    }

    private async Task<JobStatus> GetLiveAsync(JobStatus listed, CancellationToken cancellationToken)
    {
        var live = await _grains.GetGrain<IJobGrain>(listed.Id).GetStatusAsync(TimeSpan.Zero, cancellationToken);
        return (live ?? listed).Summary();
    }
}
