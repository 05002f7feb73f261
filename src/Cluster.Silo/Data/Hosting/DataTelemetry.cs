using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Hosting;

/// <summary>The meter and the activity source <c>Cluster.Data</c>.</summary>
internal sealed class DataTelemetry : IDisposable
{
    public const string Name = "Cluster.Data";

    private readonly Meter _meter;
    private readonly Counter<long> _mapped;
    private readonly Counter<long> _shuffled;
    private readonly Counter<long> _spilled;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _jobs;
    private readonly Histogram<double> _taskDuration;
    private readonly Histogram<double> _jobDuration;

    public DataTelemetry(IMeterFactory meters, Blocks.BlockMemory memory)
    {
        _meter = meters.Create(Name);
        _mapped = _meter.CreateCounter<long>("cluster.data.map.bytes", "By", "Input bytes read by finished map tasks.");
        _shuffled = _meter.CreateCounter<long>("cluster.data.shuffle.bytes", "By", "Bytes that reduce tasks of this silo fetched.");
        _spilled = _meter.CreateCounter<long>("cluster.data.spill.bytes", "By", "Bytes of outputs that went to the work folder.");
        _attempts = _meter.CreateCounter<long>("cluster.data.attempts", "{attempt}", "Attempts at tasks that ended, by stage and outcome.");
        _jobs = _meter.CreateCounter<long>("cluster.data.jobs", "{job}", "Jobs that ended, by outcome.");
        _taskDuration = _meter.CreateHistogram<double>("cluster.data.task.duration", "s", "How long attempts took, by stage and outcome.");
        _jobDuration = _meter.CreateHistogram<double>("cluster.data.job.duration", "s", "How long jobs took, from acceptance to the end.");
        _meter.CreateObservableGauge("cluster.data.block.memory", () => memory.Used, "By", "Memory that outputs take.");
    }

    public ActivitySource Activities { get; } = new(Name);

    public Activity? StartTask(JobPlan plan, TaskAttempt attempt)
    {
        ActivityContext.TryParse(plan.TraceParent, null, out var parent);
        var activity = Activities.StartActivity($"data.{Stage(attempt)}", ActivityKind.Internal, parent);
        activity?.SetTag("cluster.data.job", plan.JobId);
        activity?.SetTag("cluster.data.task", attempt.Task.Index);
        activity?.SetTag("cluster.data.attempt", attempt.Number);
        return activity;
    }

    public void TaskEnded(TaskAttempt attempt, string outcome, TimeSpan elapsed)
    {
        var tags = new TagList { { "stage", Stage(attempt) }, { "outcome", outcome } };
        _attempts.Add(1, tags);
        _taskDuration.Record(elapsed.TotalSeconds, tags);
    }

    public void Mapped(long bytes, long spilled)
    {
        _mapped.Add(bytes);
        _spilled.Add(spilled);
    }

    public void Shuffled(long bytes) => _shuffled.Add(bytes);

    public void JobEnded(string kind, string outcome, TimeSpan elapsed)
    {
        var tags = new TagList { { "kind", kind }, { "outcome", outcome } };
        _jobs.Add(1, tags);
        _jobDuration.Record(elapsed.TotalSeconds, tags);
    }

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }

    private static string Stage(TaskAttempt attempt) => attempt.Task.Stage switch
    {
        TaskStage.Map => "map",
        TaskStage.Reduce => "reduce",
        _ => "write",
    };
}
