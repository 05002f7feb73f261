using Cluster.LocalHosting.Control;

namespace Cluster.Programs.LocalHosting;

/// <summary>Replicas of a running application: their number, and their death.</summary>
public sealed class ReplicaFaultTests : IDisposable
{
    private readonly FaultFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Scale_UpAndDownFromOutside_DrainsTheHighestNumbers()
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath, "--embedded");
        await appHost.StandsAsync();

        await appHost.Client.ScaleAsync("worker", 4, Cancelled);
        await UntilAsync(appHost, workers => workers.Count == 4 && workers.All(w => w.State == ResourceState.Running));
        var four = await WorkersAsync(appHost);
        await appHost.Client.ScaleAsync("worker", 1, Cancelled);
        await UntilAsync(appHost, workers => workers.Count == 1);

        Assert.Equal(four[0].ProcessId, Assert.Single(await WorkersAsync(appHost)).ProcessId);
        await appHost.GoneAsync([.. four.Skip(1).Select(w => w.ProcessId!.Value)]);
        foreach (var gone in four.Skip(1))
        {
            Assert.Contains("ended in order", await File.ReadAllTextAsync(gone.LogFile!, Cancelled), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kill9_OfAReplicaAgainAndAgain_IsAnsweredEachTime()
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath, "--embedded");
        await appHost.StandsAsync();

        for (var deaths = 1; deaths <= 3; deaths++)
        {
            AppHostProcess.Send((await appHost.StatusAsync("worker-2")).ProcessId!.Value, AppHostProcess.Kill);
            await UntilAsync(appHost, workers => workers.Single(w => w.Name == "worker-2") is { State: ResourceState.Running } w && w.Restarts == deaths);
        }

        Assert.Equal(0, (await appHost.StatusAsync("worker-1")).Restarts);
        var log = await File.ReadAllTextAsync(Path.Combine(_folder.FolderPath, "logs", "apphost.log"), Cancelled);
        Assert.Contains("worker-2 was ended by signal 9; starts again after 0.5 s", log, StringComparison.Ordinal);
        Assert.Contains("worker-2 was ended by signal 9; starts again after 1 s", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_ThroughAPipe_TellsWhatHappenedInItsOrder()
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath, "--embedded", "--silos", "1");
        await appHost.StandsAsync();
        await appHost.TrueAsync(() => appHost.Output.Contains("Ctrl+C stops everything."), "it says that it is ready");
        var address = (await appHost.StatusAsync("worker-1")).Endpoints[0];
        appHost.Signal(AppHostProcess.Terminate);
        Assert.Equal(0, await appHost.EndAsync());
        await appHost.TrueAsync(() => appHost.Output.Contains("Stopped."), "it says that it has stopped");

        string[] expected =
        [
            "redis: embedded SQLite (--embedded)",
            $"worker-1     running          {address}",
            $"the program sees {address}",
            "tour         exited",
            $"Worker-1: {address}",
            "Stopped.",
        ];
        Assert.Equal(expected, appHost.Output.Where(expected.Contains));
    }

    private static async Task<List<ResourceStatus>> WorkersAsync(AppHostProcess appHost) =>
        [.. (await appHost.Client.GetResourcesAsync(Cancelled)).Where(s => s.Group == "worker")];

    private static async Task UntilAsync(AppHostProcess appHost, Func<List<ResourceStatus>, bool> condition)
    {
        await foreach (var statuses in appHost.Client.WatchAsync(Cancelled))
        {
            if (condition([.. statuses.Where(s => s.Group == "worker")]))
            {
                return;
            }
        }

        Assert.Fail("The AppHost ended: " + string.Join('\n', appHost.Output));
    }
}
