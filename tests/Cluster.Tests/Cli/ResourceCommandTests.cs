using System.Diagnostics;
using Cluster.Cli;
using Cluster.Cli.Resources;
using Cluster.LocalHosting.Control;

namespace Cluster.Tests.Cli;

public sealed class ResourceCommandTests
{
    private static readonly LogLine[] TwoLines =
    [
        new(DateTimeOffset.UnixEpoch, "silo-1", false, "one [red]"),
        new(DateTimeOffset.UnixEpoch, "silo-2", true, "two"),
    ];

    [Fact]
    public async Task Logs_OfAGroup_NameTheResourceOfEachLine()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Logs = TwoLines;

        var run = await CliRun.RunAsync(appHost.Folder, ["logs", "silo", "--tail", "7"]);

        Assert.Equal("silo-1 | one [red]\nsilo-2 | two\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains("GET /api/resources/silo/logs?tail=7&follow=false", appHost.Requests);
    }

    [Fact]
    public async Task Logs_WithJson_AreOneArray()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Logs = TwoLines;

        var run = await CliRun.RunAsync(appHost.Folder, ["logs", "silo", "--json"]);

        Assert.Equal(2, run.Document.GetArrayLength());
        Assert.Equal("one [red]", run.Document[0].GetProperty("text").GetString());
        Assert.True(run.Document[1].GetProperty("isError").GetBoolean());
    }

    [Fact]
    public async Task Logs_FollowedWithJson_AreLinesUntilCancelled()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Logs = TwoLines;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = CliRun.RunAsync(appHost.Folder, ["logs", "silo", "--json", "--follow"], cancellationToken: cancel.Token);
        await appHost.Watched.WaitAsync(TestContext.Current.CancellationToken);

        await cancel.CancelAsync();
        var run = await running;

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.All(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => System.Text.Json.JsonDocument.Parse(line));
    }

    [Fact]
    public async Task Stop_OfASilo_WaitsUntilItHasEnded()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.OnAction = (_, _) => appHost.Resources = [FakeAppHost.Resource("silo-2", "silo", ResourceState.Stopping)];
        var running = CliRun.RunAsync(appHost.Folder, ["stop", "silo-2"]);
        await appHost.Watched.WaitAsync(TestContext.Current.CancellationToken);

        appHost.Change([FakeAppHost.Resource("silo-2", "silo", ResourceState.Exited, exitCode: 0)]);
        var run = await running;

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("POST /api/resources/silo-2/stop", appHost.Requests);
        Assert.Contains("Exited", run.Output);
    }

    [Theory]
    [InlineData("start", ResourceState.Running, null)]
    [InlineData("restart", ResourceState.Running, null)]
    [InlineData("restart", ResourceState.Exited, 0)]
    public async Task Action_Done_ShowsTheResource(string action, ResourceState state, int? exitCode)
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Resources = [FakeAppHost.Resource("tour", state: state, exitCode: exitCode)];

        var run = await CliRun.RunAsync(appHost.Folder, [action, "tour", "--json"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal(action, run.Document.GetProperty("action").GetString());
        Assert.Contains($"POST /api/resources/tour/{action}", appHost.Requests);
    }

    [Fact]
    public async Task Down_ReturnsWhenTheProcessHasEnded()
    {
        using var process = Process.Start("sleep", "600");
        await using var appHost = await FakeAppHost.StartAsync(process.Id);
        appHost.OnAction = (_, _) => process.Kill();

        var run = await CliRun.RunAsync(appHost.Folder, ["down", "--json"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("POST /api/shutdown", appHost.Requests);
        Assert.Equal(process.Id, run.Document.GetProperty("processId").GetInt32());
        Assert.True(process.HasExited);
    }

    [Fact]
    public async Task Down_OfAnAppHostThatDoesNotEnd_IsExitCode4()
    {
        await using var appHost = await FakeAppHost.StartAsync();

        var run = await CliRun.RunAsync(appHost.Folder, ["down", "--timeout", "1"]);

        Assert.Equal(ExitCode.Unknown, run.ExitCode);
        Assert.Contains("still runs", run.Error);
    }

    [Fact]
    public async Task Env_PrintsTheClientsConfigurationAndNothingElse()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.WriteClientFile("""{"Orleans":{"ClusterId":"cluster-1","Clustering":{"ProviderType":"Redis"}},"ConnectionStrings":{"redis":"127.0.0.1:1,password=it's"},"Other":"x"}""");

        var shell = await CliRun.RunAsync(appHost.Folder, ["env", "--shell", "posix"]);
        var json = await CliRun.RunAsync(appHost.Folder, ["env", "--json"]);

        Assert.Equal(
            """
            export ConnectionStrings__redis='127.0.0.1:1,password=it'\''s'
            export Orleans__ClusterId='cluster-1'
            export Orleans__Clustering__ProviderType='Redis'

            """.ReplaceLineEndings("\n"),
            shell.Output.ReplaceLineEndings("\n"));
        Assert.Equal("cluster-1", json.Document.GetProperty("Orleans__ClusterId").GetString());
    }

    [Fact]
    public async Task Env_BeforeTheClusterHasWrittenIt_IsExitCode3()
    {
        await using var appHost = await FakeAppHost.StartAsync();

        var run = await CliRun.RunAsync(appHost.Folder, ["env"]);

        Assert.Equal(ExitCode.NoCluster, run.ExitCode);
        Assert.Contains("still starting", run.Error);
    }

    [Theory]
    [InlineData("powershell", "$env:A = 'it''s'")]
    [InlineData("fish", @"set -gx A 'it\'s'")]
    [InlineData("posix", @"export A='it'\''s'")]
    public void Export_QuotesForTheShell(string shell, string expected) => Assert.Equal(expected, EnvCommand.Export(shell, "A", "it's"));
}
