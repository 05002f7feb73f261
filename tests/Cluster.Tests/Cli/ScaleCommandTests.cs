using Cluster.Cli;
using Cluster.LocalHosting.Control;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.Cli;

public sealed class ScaleCommandTests
{
    private static readonly ResourceStatus[] Three =
        [FakeAppHost.Resource("silo-1", "silo"), FakeAppHost.Resource("silo-2", "silo"), FakeAppHost.Resource("silo-3", "silo")];

    [Fact]
    public async Task Scale_Up_WaitsUntilAllReplicasRun()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        var body = "";
        appHost.OnAction = (_, sent) =>
        {
            body = sent;
            appHost.Resources = [.. Three[..2], Three[2] with { State = ResourceState.Starting }];
        };
        var running = CliRun.RunAsync(appHost.Folder, ["scale", "silo", "3", "--json"]);
        await appHost.Watched.WaitAsync(TestContext.Current.CancellationToken);

        appHost.Change([.. Three[..2], Three[2] with { State = ResourceState.Unhealthy }]);
        appHost.Change(Three);
        var run = await running;

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal("""{"count":3}""", body);
        Assert.Contains("PUT /api/resources/silo/replicas", appHost.Requests);
        Assert.Equal("scale", run.Document.GetProperty("action").GetString());
        Assert.Equal(["silo-1", "silo-2", "silo-3"], run.Document.GetProperty("resources").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Scale_Down_WaitsUntilTheDrainedOnesAreGone()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Resources = Three;
        appHost.OnAction = (_, _) => appHost.Resources = [.. Three[..2], Three[2] with { State = ResourceState.Stopping }];
        var running = CliRun.RunAsync(appHost.Folder, ["scale", "silo", "2"]);
        await appHost.Watched.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);

        appHost.Change([.. Three[..2], Three[2] with { State = ResourceState.Exited }]);
        var run = await running;

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("silo-3: Stopping", run.Error);
        Assert.Contains("silo-3: Exited", run.Error);
    }

    [Fact]
    public async Task Scale_ReplicaThatFailsToStart_IsExitCode1WithItsReason()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.OnAction = (_, _) =>
            appHost.Resources = [.. Three[..2], Three[2] with { State = ResourceState.FailedToStart, Reason = "port 1234 is taken" }];

        var run = await CliRun.RunAsync(appHost.Folder, ["scale", "silo", "3"]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("port 1234 is taken", run.Error);
        Assert.Contains("cluster logs silo-3", run.Error);
    }

    [Fact]
    public async Task Scale_NotDoneInTime_IsExitCode4SinceItGoesOn()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Resources = [.. Three[..2], Three[2] with { State = ResourceState.Starting }];
        var time = new FakeTimeProvider();
        var error = new LineWriter();
        var running = CliRun.RunAsync(appHost.Folder, ["scale", "silo", "3", "--timeout", "60"], time: time, error: error);
        await error.WaitForAsync("silo-3: Starting");

        time.Advance(TimeSpan.FromSeconds(61));
        var run = await running;

        Assert.Equal(ExitCode.Unknown, run.ExitCode);
        Assert.Contains("silo has 3 running replicas", run.Error);
        Assert.Contains("silo-3 (Starting)", run.Error);
        Assert.Contains("goes on", run.Error);
    }

    [Fact]
    public async Task Scale_AppHostEndsMeanwhile_IsExitCode1()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        var running = CliRun.RunAsync(appHost.Folder, ["scale", "silo", "3"]);
        await appHost.Watched.WaitAsync(TestContext.Current.CancellationToken);

        appHost.EndWatch();
        var run = await running;

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("AppHost ended", run.Error);
    }

    [Fact]
    public async Task Scale_Refused_IsExitCode1WithTheDetail()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Refusal = "redis has no replicas: only silo can be scaled";

        var run = await CliRun.RunAsync(appHost.Folder, ["scale", "redis", "2", "--json"]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal("redis has no replicas: only silo can be scaled", run.ErrorDetail.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Scale_Cancelled_IsExitCode130()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = CliRun.RunAsync(appHost.Folder, ["scale", "silo", "3"], cancellationToken: cancel.Token);
        await appHost.Watched.WaitAsync(TestContext.Current.CancellationToken);

        await cancel.CancelAsync();
        var run = await running;

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
    }

    [Fact]
    public async Task Scale_NoWait_ReturnsAtOnce()
    {
        await using var appHost = await FakeAppHost.StartAsync();

        var run = await CliRun.RunAsync(appHost.Folder, ["scale", "silo", "3", "--no-wait", "--json"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.DoesNotContain("GET /api/resources/watch", appHost.Requests);
    }
}
