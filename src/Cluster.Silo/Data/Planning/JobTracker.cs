using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Planning;

/// <summary>
/// The state machine of a running job: which task is where, what is to be done next, what a silo's death undoes. It takes in silos and
/// their reports and gives out orders and, in the end, an outcome. No clock but the one it is given, no message, no thread: for one caller at a time.
/// <para>
/// Attempts are numbered within the driver's epoch. A report of an attempt that is not a task's current one is ignored, so a map split counts
/// once whatever late silos say.
/// </para>
/// </summary>
internal sealed partial class JobTracker
{
    /// <summary>After so many attempts that ended in an error, the job fails.</summary>
    public const int MaxFailures = 4;

    private const int EpochShift = 32;
    private readonly JobPlan _plan;
    private readonly IReadOnlyList<Split> _splits;
    private readonly TimeProvider _time;
    private readonly TrackedTask[] _maps;
    private readonly TrackedTask[] _reduces;
    private readonly TrackedTask _write = new(TaskId.Write);
    private readonly SortedDictionary<string, TrackedHost> _hosts = new(StringComparer.Ordinal);
    private long _lastAttempt;
    private bool _started;
    private bool _committed;

    public JobTracker(JobPlan plan, long epoch, TimeProvider time)
    {
        _plan = plan;
        Epoch = epoch;
        _time = time;
        _lastAttempt = epoch << EpochShift;
        _splits = SplitPlanner.Plan(plan.Files, plan.SplitBytes);
        _maps = [.. _splits.Select(split => new TrackedTask(TaskId.Map(split.Index)))];
        _reduces = [.. Enumerable.Range(0, plan.Partitions).Select(i => new TrackedTask(TaskId.Reduce(i)))];
    }

    /// <summary>The driver's number.</summary>
    public long Epoch { get; }

    /// <summary>Why the job failed, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>The result that waits for <see cref="Commit"/>, or null.</summary>
    public WrittenResult? Ready => _write.State == TrackedTaskState.Ready && !_committed ? _write.Result : null;

    /// <summary>The result whose file stands under its final name, or null.</summary>
    public WrittenResult? Completed => _write.State == TrackedTaskState.Done ? _write.Result : null;

    public IEnumerable<TrackedHost> Hosts => _hosts.Values;

    /// <summary>
    /// Begins to give out tasks. Call it once the silos at hand have been taken in, so that no task is given to one of them whose output another one has.
    /// </summary>
    public void Start()
    {
        _started = true;
        Schedule();
    }

    /// <summary>Takes in a silo. What it has of the job from an earlier driver is taken over rather than done again.</summary>
    public void AddHost(string key, string name, int workers, IEnumerable<TaskReport> reports)
    {
        RemoveHost(key);
        var host = new TrackedHost(key, name, workers);
        _hosts.Add(key, host);
        foreach (var report in reports)
        {
            Adopt(host, report);
        }

        Schedule();
    }

    /// <summary>Takes out a silo that died or forgot the job: what ran there, and outputs there that are still needed, are to be done again.</summary>
    public void RemoveHost(string key)
    {
        if (!_hosts.Remove(key))
        {
            return;
        }

        if (_write.IsAt(key) && _write.State != TrackedTaskState.Done)
        {
            _write.Reset();
        }

        if (_write.State != TrackedTaskState.Done)
        {
            foreach (var reduce in _reduces.Where(reduce => reduce.IsAt(key)))
            {
                Undo(reduce);
            }

            foreach (var map in _maps.Where(map => map.IsAt(key) && (map.State == TrackedTaskState.Running || NeedsMaps)))
            {
                map.Reset();
            }
        }

        Schedule();
    }

    /// <summary>Takes in a silo's reports.</summary>
    public void Apply(string key, IEnumerable<TaskReport> reports)
    {
        if (!_hosts.TryGetValue(key, out var host))
        {
            return;
        }

        foreach (var report in reports)
        {
            Apply(host, report);
        }

        Schedule();
    }

    /// <summary>Gives the write task leave to give its file the final name. From here on the job succeeds.</summary>
    public void Commit()
    {
        _committed = true;
        CommitWhenReady();
    }

    private void CommitWhenReady()
    {
        if (_committed && _write.State == TrackedTaskState.Ready)
        {
            _hosts[_write.Host!].Commit(_write.CurrentAttempt);
        }
    }

    private bool NeedsMaps => Array.Exists(_reduces, reduce => reduce.State != TrackedTaskState.Done);

    private bool AllMapsDone => Array.TrueForAll(_maps, map => map.State == TrackedTaskState.Done);

    private TrackedTask? Find(TaskId id) => id.Stage switch
    {
        TaskStage.Map when id.Index < _maps.Length => _maps[id.Index],
        TaskStage.Reduce when id.Index < _reduces.Length => _reduces[id.Index],
        TaskStage.Write => _write,
        _ => null,
    };

    private void Adopt(TrackedHost host, TaskReport report)
    {
        var task = Find(report.Attempt.Task);
        if (task is null || report.State == TaskState.Failed)
        {
            return;
        }

        if (task.State != TrackedTaskState.Waiting)
        {
            host.Stop(report.Attempt);
            return;
        }

        task.State = TrackedTaskState.Running;
        task.Host = host.Key;
        task.Attempt = report.Attempt.Number;
        if (_earlier is null || task.Attempt > _earlier.LastAttempt)
        {
            task.Attempts++;
            task.Presumed = 1;
        }

        Count(host, task, 1);
        Apply(host, report);
    }

    private void Apply(TrackedHost host, TaskReport report)
    {
        var task = Find(report.Attempt.Task);
        if (task is null || task.Attempt != report.Attempt.Number || task.Host != host.Key || task.State == TrackedTaskState.Waiting)
        {
            return;
        }

        task.Bytes = report.Bytes;
        task.Shuffled |= report.Shuffled;
        switch (report.State)
        {
            case TaskState.Done when task.State != TrackedTaskState.Done:
                Count(host, task, -1);
                task.State = TrackedTaskState.Done;
                task.OutputBytes = report.OutputBytes;
                task.Result = report.Result;
                break;
            case TaskState.Ready when task.State == TrackedTaskState.Running:
                task.State = TrackedTaskState.Ready;
                task.OutputBytes = report.OutputBytes;
                task.Result = report.Result;
                CommitWhenReady();
                break;
            case TaskState.Failed when task.State is TrackedTaskState.Running or TrackedTaskState.Ready:
                Count(host, task, -1);
                Fail(task, report);
                break;
            default:
                break;
        }

        foreach (var lost in report.Lost)
        {
            Lose(lost);
        }
    }

    private void Fail(TrackedTask task, TaskReport report)
    {
        // An attempt that lacked another task's output is not to blame, and reports no error.
        var starved = report.Error is null;
        if (!starved && (report.IsFatal || ++task.Failures >= MaxFailures))
        {
            Error ??= report.IsFatal
                ? report.Error
                : $"{Describe(task)} failed {task.Failures} times, the last time with: {report.Error}";
        }

        task.Reset();
    }

    /// <summary>An output that could not be fetched any more is to be made again.</summary>
    private void Lose(TaskAttempt lost)
    {
        if (Find(lost.Task) is { State: TrackedTaskState.Done } task && task.Attempt == lost.Number && task.Id.Stage != TaskStage.Write)
        {
            task.Reset();
        }
    }

    private void Undo(TrackedTask task)
    {
        if (_hosts.TryGetValue(task.Host!, out var host) && task.State is TrackedTaskState.Running)
        {
            Count(host, task, -1);
        }

        task.Reset();
    }

    private static void Count(TrackedHost host, TrackedTask task, int by)
    {
        if (task.Id.Stage == TaskStage.Map)
        {
            host.Maps += by;
        }
        else if (task.Id.Stage == TaskStage.Reduce)
        {
            host.Reduces += by;
        }
    }

    private string Describe(TrackedTask task) => task.Id.Stage switch
    {
        TaskStage.Map => $"The map of {_splits[task.Id.Index]}",
        TaskStage.Reduce => $"The reduce of partition {task.Id.Index}",
        _ => "The write of the result",
    };
}
