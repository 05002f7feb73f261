using System.Runtime.CompilerServices;

namespace Cluster.Data;

/// <summary>A handle on one job. It holds no resources; the job lives in the cluster.</summary>
public sealed class DataJob
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private readonly IGrainFactory _grains;

    internal DataJob(IGrainFactory grains, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        _grains = grains;
        Id = id;
    }

    /// <summary>The job's identity.</summary>
    public string Id { get; }

    private IJobGrain Grain => _grains.GetGrain<IJobGrain>(Id);

    /// <summary>The job as it stands now.</summary>
    /// <exception cref="JobNotFoundException">The cluster knows no such job (any more).</exception>
    public Task<JobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => GetStatusAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>The job's status now and at each change (a few times a second at most), ending with the final one.</summary>
    /// <exception cref="JobNotFoundException">The cluster knows no such job (any more).</exception>
    public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var status = await GetStatusAsync(TimeSpan.Zero, cancellationToken);
        yield return status;
        while (!status.IsFinal)
        {
            status = await GetStatusAsync(Pace, cancellationToken);
            yield return status;
        }
    }

    /// <summary>Waits for the result. Cancelling stops the waiting, not the job.</summary>
    /// <exception cref="JobFailedException">The job failed or was cancelled.</exception>
    /// <exception cref="JobNotFoundException">The cluster knows no such job (any more).</exception>
    public Task<JobResult> WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(null, cancellationToken);

    /// <summary>Asks the job to stop and returns once its end is durable. Does nothing when it has ended, or when its result is being put in place.</summary>
    public Task CancelAsync(CancellationToken cancellationToken = default) => Grain.CancelAsync(cancellationToken);

    internal async Task<JobResult> WaitAsync(IProgress<JobStatus>? progress, CancellationToken cancellationToken)
    {
        await foreach (var status in WatchAsync(cancellationToken))
        {
            progress?.Report(status);
            if (status.IsFinal)
            {
                return status.Result ?? throw new JobFailedException(
                    status.State == JobState.Cancelled ? $"The job {Id} was cancelled." : $"The job {Id} failed: {status.Error}");
            }
        }

        throw new InvalidOperationException("A job's watch ends with a final status.");
    }

    private async Task<JobStatus> GetStatusAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        await Grain.GetStatusAsync(wait, cancellationToken) ?? throw new JobNotFoundException(
            $"The cluster knows no job {Id}. It remembers the last jobs only (Cluster:Data:RememberedJobs); `ListAsync` gives them.");
}
