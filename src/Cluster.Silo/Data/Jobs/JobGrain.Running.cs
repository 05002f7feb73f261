using System.Diagnostics;
using Cluster.Data;
using Cluster.Silo.Data.Hosting;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Results;
using Orleans.Storage;

namespace Cluster.Silo.Data.Jobs;

/// <summary>The course of a job, from its plan to its end.</summary>
internal sealed partial class JobGrain
{
    /// <summary>After so many failures of its drivers that nobody expected, the job fails.</summary>
    public const int MaxBreakdowns = 5;

    /// <summary>From here on the job is not cancelled any more: its file may stand under the final name at any moment.</summary>
    private bool _isCommitting;

    /// <summary>Drives the job until it has ended, or until this activation must stop; another one takes it up then. Does not throw.</summary>
    private async Task RunAsync(bool claim)
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        try
        {
            await DriveAsync(claim);
        }
        catch (Exception e) when (e is DriverFencedException or InconsistentStateException)
        {
            logger.Fenced(Id, e.Message);
            DeactivateOnIdle();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // This activation ends; the record says where the next one goes on.
        }
        catch (Exception e)
        {
            // Not hidden: it is logged, and the job is not over. The watch of the silos activates it again, and the next driver goes on.
            logger.DrivingFailed(e, Id);
            await BreakOffAsync(e);
            if (!IsFinal)
            {
                DeactivateOnIdle();
            }
        }
    }

    /// <summary>Counts a failure of the driver itself; one too many ends the job, since it would come for ever. Does not throw.</summary>
    private async Task BreakOffAsync(Exception failure)
    {
        try
        {
            var breakdowns = _job!.Breakdowns + 1;
            await SaveAsync(_job with { Breakdowns = breakdowns });
            if (breakdowns >= MaxBreakdowns)
            {
                var written = _isCommitting && _job.Spec.Output is { } output ? $" The result may or may not stand in {output}." : "";
                await EndAsync(
                    JobState.Failed,
                    $"The job's driver broke off {breakdowns} times, the last time with {failure.GetType().Name}: {failure.Message}{written} The silos' logs have the whole error.",
                    null);
            }
        }
        catch (Exception e) when (e is InconsistentStateException || _stopping.IsCancellationRequested)
        {
            // Another driver has taken over, or this activation ends; the failure is logged, and counts for no one.
            logger.Fenced(Id, e.Message);
        }
    }

    private async Task DriveAsync(bool claim)
    {
        if (claim)
        {
            await SaveAsync(_job! with { Epoch = _job!.Epoch + 1 });
        }

        logger.Driving(Id, _job!.Spec.Kind, _job.Epoch);
        ActivityContext.TryParse(_job.TraceParent, null, out var parent);
        using var activity = telemetry.Activities.StartActivity("data.job", ActivityKind.Internal, parent);
        activity?.SetTag("cluster.data.job", Id);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, _cancelling.Token);
        try
        {
            await PlanAsync(interrupted.Token);
            _driver = new JobDriver(
                JobPlanner.PlanOf(Id, _job, activity?.Id ?? _job.TraceParent), _job.Epoch, claim ? await EarlierProgressAsync() : null, hosts, membership, time, logger);
            var written = await RunAsync(_driver, interrupted.Token);
            await EndAsync(JobState.Succeeded, null, written);
        }
        catch (Exception e) when (e is JobErrorException or InputException or ResultException or JobCodeException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            await EndAsync(JobState.Failed, e.Message, null);
        }
        catch (OperationCanceledException) when (_cancelling.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            await EndAsync(JobState.Cancelled, null, null);
        }
    }

    private async Task<WrittenResult> RunAsync(JobDriver driver, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var noting = NoteProgressAsync(driver.Tracker, ended.Token);
        try
        {
            return await driver.RunAsync(CommitAsync, _isCommitting, cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await noting;
            if (driver.Tracker is { Completed: null, Error: null })
            {
                await NoteAsync(driver.Tracker);
            }
        }
    }

    private async Task PlanAsync(CancellationToken cancellationToken)
    {
        if (_job!.Files is not null)
        {
            return;
        }

        var job = _job;
        var silos = membership.CurrentSnapshot.Members.Values.Count(member => member.Status == SiloStatus.Active);
        JobRecord planned;
        try
        {
            planned = await workers.RunAsync(() => planner.Plan(job, Math.Max(1, silos), cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or InputException or ResultException or JobCodeException))
        {
            // Planning reads the user's files and runs the user's code. What it stumbles over today it stumbles over tomorrow, so the job ends here.
            throw new JobErrorException($"The job cannot be planned: {e.GetType().Name}: {e.Message}");
        }

        await SaveAsync(planned with { State = JobState.Running });
    }

    private Task CommitAsync()
    {
        _cancelling.Token.ThrowIfCancellationRequested();
        _isCommitting = true;
        return SaveAsync(_job! with { IsCommitting = true });
    }

    private async Task EndAsync(JobState state, string? error, WrittenResult? written)
    {
        var now = time.GetUtcNow();
        var job = _job!;
        var elapsed = now - job.SubmittedAt;
        var tracker = _driver?.Tracker;
        if (tracker is { Epoch: > 1 })
        {
            // The driver before this one may have noted its last counts after this one had begun.
            await LearnAsync(tracker);
        }

        var partitions = tracker?.Partitions();
        await SaveAsync(job with
        {
            State = state,
            Error = error,
            FinishedAt = now,
            Result = written is null
                ? null
                : new JobResult(
                    written.Total, written.Distinct, written.Empty, written.Top, written.Sha256, job.Files!.Count, job.Files.Sum(file => file.Length), elapsed),
            Stages = tracker?.Stages(),
            FinalPartitions = partitions?.Count <= JobRecord.RememberedPartitions ? partitions : null,
        });
        logger.Ended(Id, state.ToString(), elapsed.TotalSeconds, error);
        telemetry.JobEnded(job.Spec.Kind, state.ToString(), elapsed);
        DelayDeactivation(TimeSpan.Zero);
        _ending = Task.WhenAll(_driver?.CloseAsync() ?? Task.CompletedTask, RecordInIndexAsync());
    }
}
