using System.Text.Json;
using Cluster.Cli;
using Cluster.Cli.Connection;
using Cluster.Locks;
using Cluster.Tests.Locks;

namespace Cluster.Tests.Cli;

/// <summary>The lock commands against two silos in this process. Each run has a lock session of its own, as a process has.</summary>
public sealed class LockCommandTests(LockCluster cluster) : IClassFixture<LockCluster>, IAsyncLifetime
{
    private FakeAppHost _appHost = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _appHost = await FakeAppHost.StartAsync();

    public ValueTask DisposeAsync() => _appHost.DisposeAsync();

    [Fact]
    public async Task Run_OfACommand_GivesItTheLockAndReturnsItsExitCode()
    {
        SkipWithoutShell();

        var run = await RunAsync("lock", "run", "guarded", "--", "sh", "-c", "echo \"$CLUSTER_LOCK_NAME $CLUSTER_FENCING_TOKEN\" >seen; exit 7");

        Assert.True(run.ExitCode == 7, run.Error);
        Assert.Empty(run.Output);
        var seen = (await File.ReadAllTextAsync(InFolder("seen"), Token)).Trim().Split(' ');
        Assert.Equal("guarded", seen[0]);
        await using var next = await cluster.NewClient().TryAcquireAsync("guarded", LockCluster.Patience, Token);
        Assert.NotNull(next);
        Assert.True(next.FencingToken > long.Parse(seen[1]));
    }

    [Fact]
    public async Task Run_WhileItsCommandRuns_ExcludesOthers()
    {
        SkipWithoutShell();
        var running = RunAsync("lock", "run", "long", "--", "sh", "-c", "touch started; until [ -e end ]; do sleep 0.05; done");
        await FileAsync("started");

        Assert.Null(await cluster.NewClient().TryAcquireAsync("long", cancellationToken: Token));
        var second = await RunAsync("lock", "run", "long", "--timeout", "0", "--json", "--", "sh", "-c", "touch never");
        await File.WriteAllTextAsync(InFolder("end"), "", Token);

        Assert.Equal(ExitCode.LockTimeout, second.ExitCode);
        Assert.Equal("lock-timeout", second.ErrorDetail.GetProperty("kind").GetString());
        Assert.False(File.Exists(InFolder("never")));
        Assert.Equal(0, (await running).ExitCode);
    }

    [Fact]
    public async Task Run_Shared_RunsBesideAnotherReaderAndExcludesWriters()
    {
        SkipWithoutShell();
        await using var reader = await cluster.NewClient().ReaderWriterLock("shared").AcquireReadLockAsync(cancellationToken: Token);

        var together = await RunAsync("lock", "run", "shared", "--shared", "--timeout", "30", "--", "true");
        var alone = await RunAsync("lock", "run", "shared", "--timeout", "0", "--", "true");

        Assert.True(together.ExitCode == 0, together.Error);
        Assert.Equal(ExitCode.LockTimeout, alone.ExitCode);
    }

    [Fact]
    public async Task Run_WithLimit_TakesPermitsOfASemaphore()
    {
        SkipWithoutShell();
        await using var two = await cluster.NewClient().Semaphore("permits", 3).AcquireAsync(permits: 2, cancellationToken: Token);

        var one = await RunAsync("lock", "run", "permits", "--limit", "3", "--timeout", "30", "--", "true");
        var many = await RunAsync("lock", "run", "permits", "--limit", "3", "--permits", "2", "--timeout", "0", "--", "true");
        var other = await RunAsync("lock", "run", "permits", "--limit", "5", "--", "true");

        Assert.True(one.ExitCode == 0, one.Error);
        Assert.Equal(ExitCode.LockTimeout, many.ExitCode);
        Assert.Equal(ExitCode.Failed, other.ExitCode);
        Assert.Contains("limit", other.Error);
    }

    [Fact]
    public async Task Run_WhoseLockIsBroken_EndsItsCommandWithSigterm()
    {
        SkipWithoutShell();
        var running = RunAsync("lock", "run", "broken", "--kill-after", "60", "--", "sh", "-c", "trap 'touch told; exit 3' TERM; touch started; while :; do sleep 0.05; done");
        await FileAsync("started");

        var broken = await RunAsync("lock", "break", "broken", "--reason", "a test", "--yes", "--json");
        var run = await running;

        Assert.True(broken.ExitCode == 0, broken.Error);
        Assert.Equal(ExitCode.LockLost, run.ExitCode);
        Assert.Contains("was lost", run.Error);
        Assert.Contains("exit code 3", run.Error);
        Assert.True(File.Exists(InFolder("told")));
    }

    [Fact]
    public async Task Run_WhoseCommandDoesNotHearOfTheLoss_KillsItWithWhatItStarted()
    {
        SkipWithoutShell();
        var running = RunAsync(
            "lock", "run", "deaf", "--kill-after", "1", "--", "sh", "-c", "trap '' TERM; sh -c 'echo $$ >child; touch started; while :; do sleep 0.05; done'; true");
        await FileAsync("started");
        var child = (await File.ReadAllTextAsync(InFolder("child"), Token)).Trim();

        await cluster.NewClient().BreakAsync("deaf", "a test", cancellationToken: Token);
        var run = await running;

        Assert.Equal(ExitCode.LockLost, run.ExitCode);
        Assert.Contains("exit code 137", run.Error);
        await UntilAsync(() => !Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no-such-command-anywhere", ExitCode.CommandNotFound)]
    [InlineData("./plain", ExitCode.CommandNotRunnable)]
    public async Task Run_OfWhatCannotBeRun_LetsGoOfTheLock(string command, int exitCode)
    {
        SkipWithoutShell();
        await File.WriteAllTextAsync(InFolder("plain"), "not a program", Token);

        var run = await RunAsync("lock", "run", "unused", "--", command == "./plain" ? InFolder("plain") : command);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("could not be started", run.Error);
        await using var next = await cluster.NewClient().TryAcquireAsync("unused", LockCluster.Patience, Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaits_StartsNothingAndLeavesTheQueue()
    {
        await using var held = await cluster.NewClient().AcquireAsync("waited", Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = CliRun.RunAsync(_appHost.Folder, ["lock", "run", "waited", "--", "touch", "never"], ConnectAsync, cancellationToken: cancel.Token);
        await WaitersAsync("waited", 1);

        await cancel.CancelAsync();
        var run = await running;

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.False(File.Exists(InFolder("never")));
        await WaitersAsync("waited", 0);
    }

    [Fact]
    public async Task List_OfLocksInUse_ShowsHoldersAndWaiters()
    {
        var (holder, waiter) = (cluster.NewClient(), cluster.NewClient());
        await using var held = await holder.AcquireAsync("list/a", Token);
        await using var reader = await holder.ReaderWriterLock("list/[b]").AcquireReadLockAsync(cancellationToken: Token);
        await using var permits = await holder.Semaphore("list/c", 5).AcquireAsync(permits: 2, cancellationToken: Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = waiter.AcquireAsync("list/a", cancel.Token).AsTask();
        await WaitersAsync("list/a", 1);

        var plain = await RunAsync("lock", "list", "--prefix", "list/");
        var json = await RunAsync("lock", "list", "--prefix", "list/", "--json");
        var first = await RunAsync("lock", "list", "--prefix", "list/", "--limit", "1");
        await cancel.CancelAsync();

        Assert.Equal(["NAME", "list/[b]", "list/a", "list/c"], plain.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
        Assert.Contains("shared", plain.Output);
        Assert.Contains("2 permits", plain.Output);
        var a = json.Document.EnumerateArray().Single(l => l.GetProperty("name").GetString() == "list/a");
        Assert.Equal(held.FencingToken.ToString(), a.GetProperty("holders")[0].GetProperty("fencingToken").GetString());
        Assert.Equal("Exclusive", a.GetProperty("holders")[0].GetProperty("mode").GetString());
        Assert.Equal(1, a.GetProperty("waiters").GetArrayLength());
        Assert.DoesNotContain("list/a", first.Output);
        Assert.Contains("--limit", first.Error);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Show_OfALock_ShowsItsHolderAndQueue()
    {
        var (holder, waiter) = (cluster.NewClient(), cluster.NewClient());
        await using var held = await holder.AcquireAsync("shown", Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = waiter.ReaderWriterLock("shown").AcquireReadLockAsync(cancellationToken: cancel.Token).AsTask();
        await WaitersAsync("shown", 1);

        var plain = await RunAsync("lock", "show", "shown");
        var json = await RunAsync("lock", "show", "shown", "--json");
        await cancel.CancelAsync();

        Assert.Contains(held.FencingToken.ToString(), plain.Output);
        Assert.Contains("PLACE", plain.Output);
        Assert.Equal(1, json.Document.GetProperty("waiters")[0].GetProperty("position").GetInt32());
        Assert.Equal("Shared", json.Document.GetProperty("waiters")[0].GetProperty("mode").GetString());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Show_OfALockThatNobodyUses_SaysSo()
    {
        var plain = await RunAsync("lock", "show", "unheard-of");
        var json = await RunAsync("lock", "show", "unheard-of", "--semaphore", "--json");

        Assert.Equal(ExitCode.Ok, plain.ExitCode);
        Assert.Contains("Nobody holds unheard-of", plain.Output);
        Assert.True(json.Document.GetProperty("isSemaphore").GetBoolean());
        Assert.Equal(0, json.Document.GetProperty("holders").GetArrayLength());
    }

    [Fact]
    public async Task Break_OfAHeldLock_PutsItsHolderOutAndIsInTheAuditTrail()
    {
        var held = await cluster.NewClient().AcquireAsync("audited", Token);

        var run = await RunAsync("lock", "break", "audited", "--reason", "the worker [hangs]", "--yes", "--json");
        var trail = await RunAsync("lock", "breaks", "--json");
        var plain = await RunAsync("lock", "breaks");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(held.FencingToken.ToString(), run.Document.GetProperty("through").GetString());
        await UntilAsync(() => !held.IsHeld);
        var record = trail.Document.EnumerateArray().Single(b => b.GetProperty("name").GetString() == "audited");
        Assert.Equal("the worker [hangs]", record.GetProperty("reason").GetString());
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", record.GetProperty("by").GetString());
        Assert.Contains("the worker [hangs]", plain.Output);
    }

    [Theory]
    [InlineData("y", ExitCode.Ok)]
    [InlineData("no", ExitCode.Cancelled)]
    [InlineData("", ExitCode.Cancelled)]
    public async Task Break_OnATerminal_IsConfirmedFirst(string answer, int exitCode)
    {
        await using var held = await cluster.NewClient().AcquireAsync("confirmed", Token);
        var output = new StringWriter();
        var error = new StringWriter();
        var commandLine = new CommandLine(new Terminal
        {
            Output = output,
            Error = error,
            Input = new StringReader(answer + "\n"),
            IsInputInteractive = true,
            WorkingDirectory = _appHost.Folder,
        })
        {
            ConnectAsync = ConnectAsync,
        };

        Assert.Equal(exitCode, await commandLine.RunAsync(["lock", "break", "confirmed", "--reason", "a test"], Token));

        Assert.Contains("Break it?", error.ToString());
        Assert.Contains(held.FencingToken.ToString(), output.ToString());
        if (exitCode == ExitCode.Ok)
            await UntilAsync(() => !held.IsHeld);
        else
            Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Break_WhereNobodyCanBeAsked_NeedsYes()
    {
        await using var held = await cluster.NewClient().AcquireAsync("unasked", Token);

        var run = await RunAsync("lock", "break", "unasked", "--reason", "a test");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--yes", run.Error);
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Break_OfALockThatNobodyHolds_IsExitCode1()
    {
        var run = await RunAsync("lock", "break", "free", "--reason", "a test", "--yes", "--json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("Nobody holds free", run.ErrorDetail.GetProperty("message").GetString());
    }

    private static void SkipWithoutShell() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Runs commands of a POSIX shell.");

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(LockCluster.Patience);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }

    private string InFolder(string file) => Path.Combine(_appHost.Folder, file);

    private Task FileAsync(string file) => UntilAsync(() => File.Exists(InFolder(file)));

    private async Task WaitersAsync(string name, int count)
    {
        var locks = cluster.NewClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(LockCluster.Patience);
        while ((await locks.DescribeAsync(name, cancellationToken: patience.Token))?.Waiters.Count != count)
            await Task.Delay(20, patience.Token);
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.RunAsync(_appHost.Folder, args, ConnectAsync);

    private Task<ClusterConnection> ConnectAsync(ClusterLocation location, TextWriter? log, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterConnection(new ClusterClient(cluster.Cluster.Client, cluster.NewClient().Session)));
}
