using Cluster.Cli;
using Cluster.Cli.Connection;
using Cluster.Sagas;
using Cluster.Tests.Hosting;
using Cluster.Tests.Sagas;

namespace Cluster.Tests.Cli;

/// <summary>The saga commands against three silos in this process.</summary>
public sealed class SagaCommandTests(SagaCluster cluster) : IClassFixture<SagaCluster>, IAsyncLifetime
{
    private FakeAppHost _appHost = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _appHost = await FakeAppHost.StartAsync();

    public ValueTask DisposeAsync() => _appHost.DisposeAsync();

    [Fact]
    public async Task Start_ThenShowListAndWatch_TellOfIt()
    {
        var start = await RunAsync("saga", "start", "scripted", "cli-1", "--state", """{"script":"cli-1"}""", "--wait");
        var again = await RunAsync("saga", "start", "scripted", "cli-1", "--state", """{"script":"cli-1"}""");
        var show = await RunAsync("saga", "show", "cli-1", "--json");
        var list = await RunAsync("saga", "list");
        var watch = await RunAsync("saga", "watch", "cli-1");
        var kinds = await RunAsync("saga", "kinds");

        Assert.True(start.ExitCode == ExitCode.Ok, start.Error);
        Assert.Contains("nothing was started", again.Error, StringComparison.Ordinal);
        Assert.Equal("Completed", show.Document.GetProperty("state").GetString());
        Assert.Equal(5, show.Document.GetProperty("steps").GetArrayLength());
        Assert.Contains("cli-1", list.Output, StringComparison.Ordinal);
        Assert.Contains("cli-1 is completed", watch.Output, StringComparison.Ordinal);
        Assert.Contains("impatient", kinds.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StuckCompensation_IsListedForAttention_AndSkippedWithAReason()
    {
        Script.Of("cli-2").On("pivot", _ => throw new SagaStepRefusedException("No money.")).On("undo two", _ => throw new InvalidOperationException("hotel closed"));
        await RunAsync("saga", "start", "scripted", "cli-2", "--state", """{"script":"cli-2"}""");
        await Eventually.TrueAsync(
            async () => (await RunAsync("saga", "list", "--attention")).Output.Contains("hotel closed", StringComparison.Ordinal), "the saga needs attention");
        var retry = await RunAsync("saga", "retry", "cli-2", "two", "--reason", "once more");
        var withoutReason = await RunAsync("saga", "skip", "cli-2", "two");
        var skip = await RunAsync("saga", "skip", "cli-2", "two", "--reason", "settled by phone");
        var watch = await RunAsync("saga", "watch", "cli-2");

        Assert.True(retry.ExitCode == ExitCode.Ok, retry.Error);
        Assert.Equal(ExitCode.Usage, withoutReason.ExitCode);
        Assert.True(skip.ExitCode == ExitCode.Ok, skip.Error);
        Assert.Equal(ExitCode.Failed, watch.ExitCode);
        Assert.Contains("settled by phone", (await RunAsync("saga", "show", "cli-2")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await RunAsync("saga", "cancel", "cli-2", "--reason", "too late")).ExitCode);
    }

    [Fact]
    public async Task WhatIsWrong_IsSaid()
    {
        var unknown = await RunAsync("saga", "show", "cli-nobody");
        var kind = await RunAsync("saga", "start", "nobody", "cli-3");
        var state = await RunAsync("saga", "start", "scripted", "cli-4", "--state", "{");

        Assert.Equal(ExitCode.Failed, unknown.ExitCode);
        Assert.Contains("cli-nobody", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, kind.ExitCode);
        Assert.Contains("'scripted'", kind.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, state.ExitCode);
        Assert.Contains("JSON", state.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] args) =>
        CliRun.RunAsync(_appHost.Folder, args, (_, _, _) => Task.FromResult(new ClusterConnection(cluster.Client)), cancellationToken: Token);
}
