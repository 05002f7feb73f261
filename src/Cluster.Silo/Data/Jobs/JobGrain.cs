using System.Diagnostics;
using Cluster.Data;
using Cluster.Silo.Data.Blocks;
using Cluster.Silo.Data.Hosting;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Planning;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Cluster.Silo.Data.Jobs;

/// <summary>
/// A job. Its record in grain storage is the truth, and every write of it is ETag-checked: of two activations that drive the same job, the one
/// with the later epoch goes on and the other stops at its next write, or when a silo refuses it.
/// </summary>
[Reentrant]
internal sealed partial class JobGrain(
    [PersistentState("job", "Default")] IPersistentState<StoredDocument> storage,
    [PersistentState("job-progress", "Default")] IPersistentState<StoredDocument> progress,
    JobPlanner planner,
    PartitionHosts hosts,
    WorkerSet workers,
    IClusterMembershipService membership,
    DataTelemetry telemetry,
    TimeProvider time,
    ILogger<JobGrain> logger)
    : Grain, IJobGrain, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    // The end of this activation, and the end of the job by request.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelling = new();
    private readonly SemaphoreSlim _submitting = new(1);
    private JobRecord? _job;
    private JobDriver? _driver;
    private Task _running = Task.CompletedTask;

    private string Id => this.GetPrimaryKeyString();

    private bool IsFinal => _job is { State: JobState.Succeeded or JobState.Failed or JobState.Cancelled };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _job = JobRecord.Read(storage.State);
        _isCommitting = _job is { IsCommitting: true };
        if (_job is not null && !IsFinal)
        {
            _running = RunAsync(claim: true);
        }
        else if (_job is not null)
        {
            // The index may have missed the end, when the silo died between the two writes.
            _running = RecordInIndexAsync();
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running, _ending).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _cancelling.Dispose();
        _submitting.Dispose();
        _saving.Dispose();
    }

    public async Task SubmitAsync(JobOptions options, CancellationToken cancellationToken)
    {
        JobOptionsValidation.ThrowIfInvalid(Id, options);
        var spec = JobSpecs.Of(options);
        await _submitting.WaitAsync(cancellationToken);
        try
        {
            if (_job is null)
            {
                await SaveAsync(new JobRecord
                {
                    Spec = spec,
                    State = JobState.Planning,
                    Epoch = 1,
                    SubmittedAt = time.GetUtcNow(),
                    TraceParent = Activity.Current?.Id,
                });
                await RecordAsync(cancellationToken);
                _running = RunAsync(claim: false);
                return;
            }

            if (!_job.Spec.SameAs(spec))
            {
                throw new ArgumentException($"The job {Id} exists and has other options. Choose another identity, or ask for that job.", nameof(options));
            }

            // Said again: the first time may have ended between the record and the index.
            await RecordAsync(cancellationToken);
        }
        finally
        {
            _submitting.Release();
        }
    }

    public async Task<JobStatus?> GetStatusAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (_job is null)
        {
            DeactivateOnIdle();
            return null;
        }

        if (!IsFinal && wait > TimeSpan.Zero)
        {
            await Task.WhenAny(_running, Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken));
        }

        return Status();
    }

    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (_job is null || IsFinal || _isCommitting)
        {
            return;
        }

        await _cancelling.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        if (!IsFinal)
        {
            throw new ClusterException($"The job {Id} could not be cancelled now: its silo is about to stop, or its record cannot be written. Try again.");
        }
    }

    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (IsFinal)
        {
            await Task.WhenAll(_running, _ending);
            if (progress.RecordExists)
            {
                await progress.ClearStateAsync(cancellationToken);
            }

            await storage.ClearStateAsync(cancellationToken);
            _job = null;
            DeactivateOnIdle();
        }
    }

    private JobStatus Status()
    {
        var job = _job!;
        var tracker = _driver?.Tracker;
        return new JobStatus(
            Id,
            job.Spec.Kind,
            job.State,
            job.Error,
            job.SubmittedAt,
            job.FinishedAt,
            job.Spec.Paths,
            job.Spec.Output,
            job.Stages ?? tracker?.Stages() ?? JobTracker.NoStages,
            job.FinalPartitions ?? tracker?.Partitions() ?? Array.Empty<PartitionStatus>(),
            job.Result);
    }
}
