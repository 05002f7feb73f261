using Cluster.Cli;
using Cluster.LocalHosting.Control;

namespace Cluster.Tests.Cli;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task Status_WithJson_HasAppHostResourcesAndWhyThereAreNoSilos()
    {
        await using var appHost = await FakeAppHost.StartAsync();

        var run = await CliRun.RunAsync(appHost.Folder, ["status", "--json"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Equal(Environment.ProcessId, run.Document.GetProperty("appHost").GetProperty("processId").GetInt32());
        Assert.False(run.Document.GetProperty("appHost").TryGetProperty("token", out _), "The token must not be printed.");
        Assert.Equal(["redis", "silo-1", "silo-2"], run.Document.GetProperty("resources").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Equal("Running", run.Document.GetProperty("resources")[0].GetProperty("state").GetString());
        Assert.Equal("no silo in this test", run.Document.GetProperty("silosError").GetString());
    }

    [Fact]
    public async Task Status_Plain_ShowsEachResourceOnALineOfItsOwn()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        appHost.Resources = [FakeAppHost.Resource("redis"), FakeAppHost.Resource("silo-1", "silo", ResourceState.Unhealthy, "membership store unreachable")];

        var run = await CliRun.RunAsync(appHost.Folder, ["status"]);

        var lines = run.Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("redis") && line.Contains("Running") && line.Contains("http://127.0.0.1/redis"));
        Assert.Contains(lines, line => line.StartsWith("silo-1") && line.Contains("Unhealthy") && line.Contains("membership store unreachable"));
        Assert.Contains(lines, line => line.Contains("no silo in this test"));
    }

    [Fact]
    public async Task Status_FromAFolderBelow_FindsTheNearestCluster()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        var below = Directory.CreateDirectory(Path.Combine(appHost.Folder, "a", "b")).FullName;

        var run = await CliRun.RunAsync(below, ["status", "--json"]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".cluster")]
    public async Task Status_WithData_TakesTheDataFolderOrTheOneAroundIt(string part)
    {
        using var elsewhere = new TemporaryFolder();
        await using var appHost = await FakeAppHost.StartAsync();

        var run = await CliRun.RunAsync(elsewhere.Path, ["status", "--json", "--data", Path.Combine(appHost.Folder, part)]);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
    }

    [Fact]
    public async Task Status_OfAnAppHostThatAnswersNoMore_IsExitCode3()
    {
        using var folder = new TemporaryFolder();
        folder.File(".cluster/apphost.json", $$"""{"url":"http://127.0.0.1:1","token":"t","processId":{{Environment.ProcessId}},"dataFolder":"/none","startedAt":"2026-01-01T00:00:00Z"}""");

        var run = await CliRun.RunAsync(folder.Path, ["status", "--json"]);

        Assert.Equal(ExitCode.NoCluster, run.ExitCode);
        Assert.Equal("no-cluster", run.ErrorDetail.GetProperty("kind").GetString());
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Status_WatchedWithJson_IsOneDocumentALineUntilCancelled()
    {
        await using var appHost = await FakeAppHost.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asked = 0;

        var run = await CliRun.RunAsync(
            appHost.Folder,
            ["status", "--watch", "--json"],
            (_, _, _) =>
            {
                // The second question: one document has been written by then.
                if (++asked == 2)
                {
                    cancel.Cancel();
                }

                throw new CommandFailedException(ExitCode.NoCluster, "none");
            },
            cancellationToken: cancel.Token);

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Empty(run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => System.Text.Json.JsonDocument.Parse(line));
    }
}
