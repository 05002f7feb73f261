using System.Diagnostics;
using System.Text.Json;

namespace Cluster.Programs.Cli;

/// <summary>The command from <c>up</c> to <c>down</c>, with real processes.</summary>
public sealed class ClusterCommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Book = Path.Combine(ClusterCommand.Repository, "samples", "data", "text", "kjv-bible.txt");
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-command-").FullName;
    private readonly ClusterCommand _cluster;

    public ClusterCommandTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc and sends signals.");
        _cluster = new ClusterCommand(_folder);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (ClusterCommand.ProcessesOf(_folder).Count > 0)
        {
            await _cluster.RunAsync("down");
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Cluster_FromUpToDown_CountsScalesMakesClientsElsewhereAndLeavesNothingBehind()
    {
        // Locks whose holders are killed, or lose the cluster, are waited for below.
        _cluster.Variables["Cluster__Locks__Lease"] = "00:00:03";
        _cluster.Variables["Cluster__Locks__Authority"] = "00:00:02";
        var up = await _cluster.DocumentAsync("up", "--detach", "--embedded", "--no-tour", "--project", ClusterCommand.Built("AppHost", "AppHost.dll"));
        Assert.All(up.GetProperty("resources").EnumerateArray(), resource => Assert.Equal("Running", resource.GetProperty("state").GetString()));

        await SilosAreAsync("silo-1", "silo-2", "silo-3");
        await EnvironmentMakesAClientElsewhereAsync();

        var own = _cluster.DocumentAsync(
            "job", "run", Book, "--assembly", ClusterCommand.Built("samples/OwnJob", "OwnJob.dll"), "--mapper", "OwnJob.LongestLineMapper", "--reducer", "OwnJob.GreatestReducer", "--top", "100");
        var count = await _cluster.DocumentAsync("wordcount", Book, "--out", "counts.tsv");
        Assert.Equal(GoldenHash(), count.GetProperty("result").GetProperty("sha256").GetString());
        Assert.Equal(count.GetProperty("result").GetProperty("distinct").GetInt64(), File.ReadLines(Path.Combine(_folder, "counts.tsv")).LongCount());
        Assert.Equal(LongestLines(), (await own).GetProperty("result").GetProperty("top").EnumerateArray().ToDictionary(e => e.GetProperty("key").GetString()!, e => e.GetProperty("value").GetInt64()));

        var scaled = await _cluster.DocumentAsync("scale", "silo", "4");
        Assert.Equal(4, scaled.GetProperty("resources").GetArrayLength());
        await SilosAreAsync("silo-1", "silo-2", "silo-3", "silo-4");

        await _cluster.DocumentAsync("restart", "silo-2");
        await _cluster.DocumentAsync("stop", "silo-4");
        var (logsCode, logs, _) = await _cluster.RunAsync("logs", "silo-1");
        Assert.Equal(0, logsCode);
        Assert.NotEmpty(logs);

        await CommandsRunUnderLocksAsync();
        using var orphan = await StartUnderLockAsync("orphan", "echo started; sleep 90; true");
        await _cluster.DocumentAsync("down");

        // Out of reach for longer than the lease: somebody else may have the lock by now.
        await orphan.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(orphan.ExitCode == 123, await orphan.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await NothingIsLeftAsync();
        var (exitCode, _, error) = await _cluster.RunAsync("status");
        Assert.Equal(3, exitCode);
        Assert.Contains("cluster up", error);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Up_OnATerminal_EndsWithAllItStartedWhenAsked(string signal)
    {
        using var up = _cluster.Start("up", "--embedded", "--no-tour", "--silos", "1", "--json", "--project", ClusterCommand.Built("AppHost", "AppHost.dll"));
        var errors = up.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        // A line of JSON for each change: the dashboard is the last to run.
        while (await up.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken) is { } line)
        {
            var resource = JsonDocument.Parse(line).RootElement;
            if (resource.GetProperty("name").GetString() == "dashboard" && resource.GetProperty("state").GetString() == "Running")
            {
                break;
            }
        }

        Assert.SkipWhen(signal == "INT" && Interrupt.IsIgnoredBy(up.Id), Interrupt.WhyIgnored);
        using var kill = Process.Start("kill", [$"-{signal}", up.Id.ToString()]);
        await up.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.True(up.ExitCode == 0, await errors);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Up_WithAnOptionThatTheAppHostRefuses_IsExitCode2WithItsMessage()
    {
        var (exitCode, output, error) = await _cluster.RunAsync("up", "--detach", "--silly", "--project", ClusterCommand.Built("AppHost", "AppHost.dll"));

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("--silly", error);
        await NothingIsLeftAsync();
    }

    /// <summary>The variables of <c>env</c> make a client in another folder.</summary>
    private async Task EnvironmentMakesAClientElsewhereAsync()
    {
        var elsewhere = new ClusterCommand(Path.GetTempPath());
        foreach (var variable in (await _cluster.DocumentAsync("env")).EnumerateObject())
        {
            elsewhere.Variables[variable.Name] = variable.Value.GetString()!;
        }

        var status = await elsewhere.DocumentAsync("status");

        Assert.Equal(JsonValueKind.Null, status.GetProperty("appHost").ValueKind);
        Assert.Equal("silo-1", status.GetProperty("silos")[0].GetProperty("name").GetString());
    }

    /// <summary>The exit code is the command's, signals are the command's, and a command that was killed with its lock has a successor with a greater token.</summary>
    private async Task CommandsRunUnderLocksAsync()
    {
        var (exitCode, output, error) = await _cluster.RunAsync("lock", "run", "one", "--", "sh", "-c", "echo $CLUSTER_LOCK_NAME $CLUSTER_FENCING_TOKEN; exit 5");
        Assert.True(exitCode == 5, error);
        Assert.Equal("one", output.Split(' ')[0]);

        using (var told = await StartUnderLockAsync("one", "trap 'exit 9' TERM; echo started; while :; do sleep 0.1; done"))
        {
            using var kill = Process.Start("kill", ["-TERM", told.Id.ToString()]);
            await told.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
            Assert.Equal(9, told.ExitCode);
        }

        using (var killed = await StartUnderLockAsync("one", "echo started; sleep 600"))
        {
            killed.Kill(entireProcessTree: true);
        }

        var (next, token, _) = await _cluster.RunAsync("lock", "run", "one", "--timeout", "100", "--", "sh", "-c", "echo $CLUSTER_FENCING_TOKEN");
        Assert.Equal(0, next);
        Assert.True(long.Parse(token) > long.Parse(output.Split(' ')[1]));
        Assert.Equal(0, (await _cluster.DocumentAsync("lock", "show", "one")).GetProperty("waiters").GetArrayLength());
    }

    /// <summary>Returns when the command has said that it has started.</summary>
    private async Task<Process> StartUnderLockAsync(string name, string script)
    {
        var process = _cluster.Start("lock", "run", name, "--", "sh", "-c", script);
        Assert.Equal("started", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken));
        return process;
    }

    private static string GoldenHash()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ClusterCommand.Repository, "tests", "data", "golden", "wordcount.json")));
        return golden.RootElement.GetProperty("files").GetProperty("kjv-bible.txt").GetProperty("W1_ascii").GetProperty("sha256_sorted_counts").GetString()!;
    }

    private static Dictionary<string, long> LongestLines() => File.ReadLines(Book)
        .Where(line => line.Length > 0 && char.IsAsciiLetter(line[0]))
        .GroupBy(line => char.ToLowerInvariant(line[0]))
        .ToDictionary(group => group.Key.ToString(), group => (long)group.Max(System.Text.Encoding.UTF8.GetByteCount));

    /// <summary>On a busy machine a silo may take longer to answer than a status waits, which then says so; so it is asked again.</summary>
    private async Task SilosAreAsync(params string[] names)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var status = await _cluster.DocumentAsync("status");
            var silos = status.GetProperty("silos");
            if (silos.ValueKind == JsonValueKind.Array && silos.EnumerateArray().Select(silo => silo.GetProperty("name").GetString()).SequenceEqual(names))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"The silos are not {string.Join(", ", names)}: {status}");
        }
    }

    private async Task NothingIsLeftAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (ClusterCommand.ProcessesOf(_folder) is { Count: > 0 } left)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"Still there: {string.Join("; ", left)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
