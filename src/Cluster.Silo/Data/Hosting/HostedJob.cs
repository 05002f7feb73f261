using System.Diagnostics;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Pairs;
using Cluster.Silo.Data.Results;

namespace Cluster.Silo.Data.Hosting;

/// <summary>This silo's share of a job. Runs on the partition host's scheduler; heavy steps go to the workers.</summary>
internal sealed class HostedJob : IDisposable
{
    private readonly Dictionary<TaskAttempt, HostedTask> _tasks = [];
    private readonly Dictionary<TaskId, TaskOutput> _outputs = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lazy<JobCode> _code;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _outputsChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    public HostedJob(JobPlan plan, long epoch, HostServices services)
    {
        Plan = plan;
        Epoch = epoch;
        Services = services;
        Splits = SplitPlanner.Plan(plan.Files, plan.SplitBytes);
        _code = new Lazy<JobCode>(() => JobCode.Load(plan.Spec, services.Options));
        Stopping = _stopping.Token;
        Touch();
    }

    public JobPlan Plan { get; }

    public long Epoch { get; set; }

    public HostServices Services { get; }

    public IReadOnlyList<Split> Splits { get; }

    public CancellationToken Stopping { get; }

    /// <summary>When a driver last called, as a timestamp of the time provider.</summary>
    public long LastCall { get; private set; }

    /// <summary>Loaded with the first task. Safe for many threads.</summary>
    public JobCode Code => _code.Value;

    /// <summary>Ends when another output becomes known.</summary>
    public Task OutputsChanged => _outputsChanged.Task;

    public void Touch() => LastCall = Services.Time.GetTimestamp();

    public TaskOutput? OutputOf(TaskId task) => _outputs.TryGetValue(task, out var output) ? output : null;

    public HostedTask? Find(TaskAttempt attempt) => _tasks.GetValueOrDefault(attempt);

    public long NextVersion()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return ++_version;
    }

    public void Carry(Orders orders)
    {
        foreach (var output in orders.Outputs)
        {
            _outputs[output.Attempt.Task] = output;
        }

        if (orders.Outputs.Count > 0)
        {
            _outputsChanged.TrySetResult();
            _outputsChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var attempt in orders.Stop)
        {
            if (_tasks.Remove(attempt, out var stopped))
            {
                stopped.Dispose();
            }
        }

        foreach (var attempt in orders.Start)
        {
            if (!_tasks.ContainsKey(attempt))
            {
                var task = new HostedTask(attempt, this);
                _tasks.Add(attempt, task);
                task.Changed();
                _ = RunAsync(task);
            }
        }

        if (orders.Commit is { } commit)
        {
            Find(commit)?.Committed.TrySetResult();
        }
    }

    /// <summary>What changed since a version, and all that is at work; waits for a change when there is none.</summary>
    public async Task<HostReport> ReportAsync(long seen, TimeSpan wait)
    {
        if (_version <= seen && wait > TimeSpan.Zero)
        {
            await Task.WhenAny(_changed.Task, Task.Delay(wait, Services.Time, Stopping));
        }

        var reports = _tasks.Values
            .Where(task => task.Version > seen || task.State == TaskState.Running)
            .Select(task => task.Report())
            .ToList();
        return new HostReport(Standing.Current, _version, reports, Services.Workers.Count);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        foreach (var task in _tasks.Values)
        {
            task.Dispose();
        }

        if (_code.IsValueCreated)
        {
            _code.Value.Dispose();
        }
    }

    private async Task ReduceAsync(HostedTask task)
    {
        using var reduce = new ReduceTask(this, task);
        await reduce.RunAsync();
    }

    private async Task RunAsync(HostedTask task)
    {
        var started = Services.Time.GetTimestamp();
        using var activity = Services.Telemetry.StartTask(Plan, task.Attempt);
        var outcome = "done";
        try
        {
            await (task.Attempt.Task.Stage switch
            {
                TaskStage.Map => new MapTask(this, task).RunAsync(),
                TaskStage.Reduce => ReduceAsync(task),
                _ => new WriteTask(this, task).RunAsync(),
            });
        }
        catch (OperationCanceledException) when (task.Stopping.IsCancellationRequested)
        {
            outcome = "stopped";
        }
        catch (OutputLostException)
        {
            outcome = "starved";
            task.SetFailed(null, isFatal: false);
        }
        catch (Exception e)
        {
            // Not hidden: the driver tries elsewhere, and in the end the job fails with this error.
            outcome = "failed";
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            Services.Logger.TaskFailed(e, Plan.JobId, task.Attempt.Task.Stage, task.Attempt.Task.Index);
            var isOwn = e is InputException or KeyTooLongException or JobCodeException or ResultException;
            task.SetFailed(isOwn ? e.Message : $"{e.GetType().Name}: {e.Message}", isFatal: isOwn);
        }

        Services.Telemetry.TaskEnded(task.Attempt, outcome, Services.Time.GetElapsedTime(started));
    }
}
