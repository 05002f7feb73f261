using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cluster.Locks;

namespace Cluster.Tests.Locks;

/// <summary>What locks tell of themselves. Other tests of this process may be heard as well: names and sums are chosen so that they do no harm.</summary>
public sealed class LockTelemetryTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAndRelease_Observed_AreSpansBesideEachOther()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        using var caller = new Activity("caller").Start();

        var held = await cluster.NewClient().AcquireAsync("spans", Token);
        Assert.Same(caller, Activity.Current);
        await held.DisposeAsync();

        Assert.Same(caller, Activity.Current);
        var own = ended.Where(a => a.TraceId == caller.TraceId).ToDictionary(a => a.OperationName);
        Assert.Equal(["lock acquire", "lock hold"], own.Keys.Order());
        Assert.All(own.Values, a => Assert.Equal(caller.SpanId, a.ParentSpanId));
        Assert.All(own.Values, a => Assert.Equal("spans", a.GetTagItem("cluster.lock.name")));
        Assert.All(own.Values, a => Assert.Equal(held.FencingToken, a.GetTagItem("cluster.lock.fencing_token")));
        Assert.Equal("acquired", own["lock acquire"].GetTagItem("cluster.lock.outcome"));
        Assert.Equal("released", own["lock hold"].GetTagItem("cluster.lock.end"));
    }

    [Fact]
    public async Task AcquireOfABusyLock_Observed_IsASpanWithoutAHold()
    {
        await using var held = await cluster.NewClient().AcquireAsync("busy", Token);
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        using var caller = new Activity("caller").Start();

        Assert.Null(await cluster.NewClient().TryAcquireAsync("busy", cancellationToken: Token));

        var own = Assert.Single(ended, a => a.TraceId == caller.TraceId);
        Assert.Equal("busy", own.GetTagItem("cluster.lock.outcome"));
    }

    [Fact]
    public async Task BrokenLock_Observed_EndsItsHoldWithAnError()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        var holder = cluster.NewClient();
        await using var held = await holder.AcquireAsync("broken-hold", Token);

        await cluster.NewClient().BreakAsync("broken-hold", "a test", cancellationToken: Token);

        Activity? hold;
        while ((hold = ended.FirstOrDefault(a => a.OperationName == "lock hold" && a.GetTagItem("cluster.lock.name") is "broken-hold")) is null)
            await Task.Delay(10, Token);
        Assert.Equal("broken", hold.GetTagItem("cluster.lock.end"));
        Assert.Equal(ActivityStatusCode.Error, hold.Status);
    }

    [Fact]
    public async Task Meters_Collected_HaveTheInstrumentsOfClientAndSilo()
    {
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, me) => { if (instrument.Meter.Name == "Cluster.Locks") me.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        listener.Start();
        var (first, second) = (cluster.NewClient(), cluster.NewClient());

        var held = await first.AcquireAsync("metered", Token);
        var waiting = second.AcquireAsync("metered", Token).AsTask();
        await WaitersAsync("metered", 1);
        listener.RecordObservableInstruments();
        Assert.True(measured["cluster.locks.held"] >= 1);
        Assert.True(measured["cluster.locks.waiters"] >= 1);
        Assert.True(measured["cluster.locks.shards"] >= 1);

        await held.DisposeAsync();
        var next = await waiting;
        await cluster.NewClient().BreakAsync("metered", "a test", cancellationToken: Token);
        while (next.IsHeld)
            await Task.Delay(10, Token);

        // One of many callers that this process passes the lock on to.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await (await first.AcquireAsync("passed", Token)).DisposeAsync()));
        measured.Clear();
        await using (await first.AcquireAsync("once", Token))
        {
        }

        listener.RecordObservableInstruments();
        Assert.True(measured["cluster.locks.grants"] >= 3);
        Assert.True(measured["cluster.locks.handoffs"] >= 1);
        Assert.True(measured["cluster.locks.broken"] >= 1);
        Assert.True(measured.ContainsKey("cluster.locks.expired"));
        Assert.True(measured["cluster.locks.acquire.duration"] >= 1);
        Assert.True(measured["cluster.locks.hold.duration"] >= 1);
    }

    [Fact]
    public async Task Statistics_OverAHandOffAndABreak_CountThem()
    {
        var (first, second) = (cluster.NewClient(), cluster.NewClient());
        var before = await first.StatisticsAsync(Token);

        var held = await first.AcquireAsync("counted", Token);
        var waiting = second.AcquireAsync("counted", Token).AsTask();
        await WaitersAsync("counted", 1);
        var during = await first.StatisticsAsync(Token);
        await held.DisposeAsync();
        await waiting;
        await first.BreakAsync("counted", "a test", cancellationToken: Token);
        var after = await first.StatisticsAsync(Token);

        Assert.Equal(1, during.Waiting);
        Assert.True(during.Held >= 1);
        Assert.Equal(0, after.Waiting);
        Assert.Equal(1, after.HandOffs - before.HandOffs);
        Assert.Equal(1, after.Broken - before.Broken);
        Assert.True(after.Grants - before.Grants >= 2);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cluster.Locks",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private async Task WaitersAsync(string name, int count)
    {
        var locks = cluster.NewClient();
        while ((await locks.DescribeAsync(name, cancellationToken: Token))?.Waiters.Count != count)
            await Task.Delay(10, Token);
    }
}
