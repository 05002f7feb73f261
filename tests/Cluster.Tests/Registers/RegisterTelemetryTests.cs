using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cluster.Registers;

namespace Cluster.Tests.Registers;

/// <summary>What registers tell of themselves. Other tests of this process may be heard as well: only what is this test's own is looked at.</summary>
[Collection(SharedRegisters.Name)]
public sealed class RegisterTelemetryTests(RegisterCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operations_Observed_AreSpansOfTheirCaller()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cluster.Registers",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").Start();
        var register = cluster.Client.Registers.Get<int>("spans");

        await register.WriteAsync(1, cancellationToken: Token);
        await register.ReadAsync(ConsistencyLevel.Eventual, Token);
        await register.CompareAndSetAsync(RegisterVersion.None, 2, cancellationToken: Token);
        await Assert.ThrowsAsync<QuorumUnreachableException>(() => register.ReadAsync(ConsistencyLevel.Replicas(9, 1), Token).AsTask());

        var own = ended.Where(activity => activity.TraceId == caller.TraceId && activity.ParentSpanId == caller.SpanId).ToList();
        Assert.Equal(
            [("register write", "strong", "done"), ("register read", "eventual", "done"), ("register compare-and-set", "strong", "mismatch"), ("register read", "replicas", "no quorum")],
            own.Select(activity => (activity.OperationName, (string)activity.GetTagItem("cluster.register.level")!, (string)activity.GetTagItem("cluster.register.outcome")!)));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error], own.Select(activity => activity.Status));
        Assert.All(own, activity => Assert.Equal("spans", activity.GetTagItem("cluster.register.name")));
    }

    [Fact]
    public async Task Operations_Measured_TellTheirLevelAndOutcome()
    {
        var measured = new ConcurrentQueue<(string Instrument, string Level, string? Outcome)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Cluster.Registers" && instrument.Name is "cluster.registers.operation.duration" or "cluster.registers.staleness")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Enqueue((instrument.Name, Tag(tags, "level")!, Tag(tags, "outcome"))));
        listener.Start();

        await cluster.Client.Registers.Get<int>("measured").ReadAsync(ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(1)), Token);

        Assert.Contains(("cluster.registers.operation.duration", "bounded", "done"), measured);
        Assert.Contains(("cluster.registers.staleness", "bounded", null), measured);
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == key)
                return (string?)tag.Value;
        }

        return null;
    }
}
