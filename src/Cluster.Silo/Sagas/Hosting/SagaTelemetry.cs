using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>The meter and the activity source <c>Cluster.Sagas</c>.</summary>
internal sealed class SagaTelemetry : IDisposable
{
    public const string Name = "Cluster.Sagas";

    private readonly Meter _meter;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _messages;
    private readonly UpDownCounter<long> _driven;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _attemptDuration;

    public SagaTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _started = _meter.CreateCounter<long>("cluster.sagas.started", "{saga}", "Sagas that were accepted, by kind.");
        _ended = _meter.CreateCounter<long>("cluster.sagas.ended", "{saga}", "Sagas that ended, by kind and outcome.");
        _attempts = _meter.CreateCounter<long>("cluster.sagas.attempts", "{attempt}", "Attempts of steps, by kind, step, operation and outcome.");
        _takeovers = _meter.CreateCounter<long>("cluster.sagas.takeovers", "{saga}", "Sagas that this silo took over from another, or from its own past.");
        _messages = _meter.CreateCounter<long>("cluster.sagas.messages", "{message}", "Messages of sagas that were handed over, by outcome.");
        _driven = _meter.CreateUpDownCounter<long>("cluster.sagas.driven", "{saga}", "Sagas that this silo drives now.");
        _duration = _meter.CreateHistogram<double>("cluster.sagas.duration", "s", "How long sagas took, from acceptance to the end, by kind and outcome.");
        _attemptDuration = _meter.CreateHistogram<double>("cluster.sagas.attempt.duration", "s", "How long attempts of steps took, by kind, step and outcome.");
    }

    public ActivitySource Activities { get; } = new(Name);

    public Activity? StartAttempt(SagaRecord saga, string id, DefinedStep step, SagaOperation operation, int attempt)
    {
        ActivityContext.TryParse(saga.TraceParent, null, out var parent);
        var activity = Activities.StartActivity($"saga.{operation.ToString().ToLowerInvariant()} {step.Name}", ActivityKind.Internal, parent);
        activity?.SetTag("cluster.saga.id", id);
        activity?.SetTag("cluster.saga.kind", saga.Kind);
        activity?.SetTag("cluster.saga.step", step.Name);
        activity?.SetTag("cluster.saga.attempt", attempt);
        return activity;
    }

    public void Started(string kind) => _started.Add(1, new TagList { { "kind", kind } });

    public void TakenOver() => _takeovers.Add(1);

    public void Driving(int change) => _driven.Add(change);

    public void Ended(string kind, SagaState outcome, TimeSpan elapsed)
    {
        var tags = new TagList { { "kind", kind }, { "outcome", outcome.ToString() } };
        _ended.Add(1, tags);
        _duration.Record(elapsed.TotalSeconds, tags);
    }

    public void Attempted(string kind, DefinedStep step, SagaOperation operation, string outcome, TimeSpan elapsed)
    {
        var tags = new TagList { { "kind", kind }, { "step", step.Name }, { "operation", operation.ToString() }, { "outcome", outcome } };
        _attempts.Add(1, tags);
        _attemptDuration.Record(elapsed.TotalSeconds, tags);
    }

    public void Delivered(bool taken) => _messages.Add(1, new TagList { { "outcome", taken ? "taken" : "failed" } });

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }
}
