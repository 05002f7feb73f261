using Cluster.LocalHosting.Control;

namespace Cluster.Programs.LocalHosting;

/// <summary>However the AppHost ends, no process of it lives on.</summary>
public sealed class AppHostDeathTests : IDisposable
{
    private readonly FaultFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill9_OfTheAppHost_LeavesNoProcess()
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath);
        await appHost.StandsAsync();
        await AddGrandchildAsync(appHost);
        var family = ProcessFamily.DescendantsOf(appHost.Id);

        // At least the guardian, two servers where there are any, two workers, and the grandchild in a session of its own.
        Assert.Contains(family, id => ProcessFamily.CommandOf(id).Contains("__guardian", StringComparison.Ordinal));
        Assert.Contains(family, id => ProcessFamily.CommandOf(id).Contains("sleep", StringComparison.Ordinal));
        appHost.Signal(AppHostProcess.Kill);

        await appHost.EndAsync();
        await appHost.GoneAsync(family);
    }

    [Fact]
    public async Task Kill9_WithTheStandardStreamsClosed_LeavesNoProcess()
    {
        await using var appHost = AppHostProcess.Start("exec \"$@\" <&- >&- 2>&-", _folder.FolderPath, ["--embedded"]);
        await appHost.StandsAsync();
        var family = ProcessFamily.DescendantsOf(appHost.Id);

        appHost.Signal(AppHostProcess.Kill);

        await appHost.EndAsync();
        await appHost.GoneAsync(family);
        Assert.Equal(3, family.Count);
    }

    [Fact]
    public async Task Kill9_AtAnyMomentOfTheStart_LeavesNoProcess()
    {
        foreach (var moment in (int[])[200, 600, 1_000, 1_400])
        {
            await using var appHost = AppHostProcess.Start(_folder.FolderPath);

            // Not a wait for something: the moment itself is what is tried.
            await Task.Delay(moment, Cancelled);
            appHost.Signal(AppHostProcess.Kill);
            await appHost.EndAsync();

            await appHost.TrueAsync(() => ProcessFamily.SpeakingOf(_folder.FolderPath).Count == 0, $"no process speaks of {_folder.FolderPath} after a death at {moment} ms");
        }
    }

    [Fact]
    public async Task Kill9_OfTheGuardianAndThenOfTheAppHost_LeavesNoProcess()
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath, "--embedded");
        await appHost.StandsAsync();
        var guardian = GuardianOf(appHost);

        AppHostProcess.Send(guardian!.Value, AppHostProcess.Kill);
        await appHost.TrueAsync(() => GuardianOf(appHost) is { } next && next != guardian, "another guardian takes its place");
        var family = ProcessFamily.DescendantsOf(appHost.Id);
        appHost.Signal(AppHostProcess.Kill);

        await appHost.EndAsync();
        await appHost.GoneAsync(family);
    }

    [Fact]
    public async Task Kill9_OfTheAppHostAndItsGuardianAtOnce_IsClearedByTheNextStart()
    {
        IReadOnlyList<int> family;
        await using (var appHost = AppHostProcess.Start(_folder.FolderPath))
        {
            await appHost.StandsAsync();
            var guardian = GuardianOf(appHost)!.Value;
            family = [.. ProcessFamily.DescendantsOf(appHost.Id).Where(id => id != guardian)];
            AppHostProcess.Send(guardian, AppHostProcess.Kill);
            appHost.Signal(AppHostProcess.Kill);
            await appHost.EndAsync();
        }

        await using var next = AppHostProcess.Start(_folder.FolderPath, "--silos", "1");
        await next.StandsAsync();

        await next.GoneAsync(family);
        next.Signal(AppHostProcess.Terminate);
        Assert.Equal(0, await next.EndAsync());
    }

    [Theory]
    [InlineData(AppHostProcess.Interrupt)]
    [InlineData(AppHostProcess.Terminate)]
    public async Task Signal_ToStop_StopsEverythingInOrder(int signal)
    {
        await using var appHost = AppHostProcess.Start(_folder.FolderPath);
        await appHost.StandsAsync();
        var family = ProcessFamily.DescendantsOf(appHost.Id);

        Assert.SkipWhen(signal == AppHostProcess.Interrupt && Interrupt.IsIgnoredBy(appHost.Id), Interrupt.WhyIgnored);
        appHost.Signal(signal);

        Assert.Equal(0, await appHost.EndAsync());
        await appHost.GoneAsync(family);
        Assert.False(File.Exists(Path.Combine(_folder.FolderPath, "apphost.json")));
        Assert.Contains("ended in order", await File.ReadAllTextAsync(Path.Combine(_folder.FolderPath, "logs", "worker-1.log"), Cancelled), StringComparison.Ordinal);
        var log = (await File.ReadAllLinesAsync(Path.Combine(_folder.FolderPath, "logs", "apphost.log"), Cancelled)).ToList();
        var workersEnded = log.FindLastIndex(l => l.Contains("worker-", StringComparison.Ordinal) && l.Contains("ended with exit code 0", StringComparison.Ordinal));
        var serversAsked = log.FindIndex(l => l.Contains("redis is asked to stop", StringComparison.Ordinal));
        Assert.True(workersEnded >= 0, "the workers ended with exit code 0");
        Assert.True(serversAsked < 0 || serversAsked > workersEnded, "servers are stopped after those that use them");
    }

    [Fact]
    public async Task Second_OverTheSameFolder_IsRefusedWhileTheFirstLives()
    {
        await using var first = AppHostProcess.Start(_folder.FolderPath, "--embedded");
        await first.StandsAsync();
        await using var second = AppHostProcess.Start(_folder.FolderPath, "--embedded");

        Assert.Equal(1, await second.EndAsync());

        await second.TrueAsync(() => second.Output.Count > 0, "the second says why");
        Assert.StartsWith($"Another AppHost runs over {_folder.FolderPath} (process {first.Id},", second.Output[0], StringComparison.Ordinal);
        Assert.Equal(ResourceState.Running, (await first.StatusAsync("worker-1")).State);
    }

    private static int? GuardianOf(AppHostProcess appHost) => ProcessFamily.DescendantsOf(appHost.Id)
        .Where(id => ProcessFamily.CommandOf(id).Contains("__guardian", StringComparison.Ordinal)).Cast<int?>().FirstOrDefault();

    private static async Task AddGrandchildAsync(AppHostProcess appHost)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri((await appHost.StatusAsync("worker-1")).Endpoints[0] + "/child"), null, Cancelled);
        answer.EnsureSuccessStatusCode();
    }
}
