using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Logs;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Supervision;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.LocalHosting;

public sealed class SupervisorTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly StatusBoard _board = new();
    private readonly ShellLauncher _shell;
    private readonly LogStore _logs;
    private readonly CancellationTokenSource _impatience = new();
    private readonly List<Supervisor> _supervisors = [];

    public SupervisorTests()
    {
        _shell = new ShellLauncher(_folder.FolderPath);
        _logs = new LogStore(Path.Combine(_folder.FolderPath, "logs"), _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _impatience.CancelAsync();
        foreach (var supervisor in _supervisors)
        {
            await supervisor.DisposeAsync();
        }

        await _shell.DisposeAsync();
        _logs.Dispose();
        _folder.Dispose();
        _impatience.Dispose();
    }

    [Fact]
    public async Task Start_AHealthyProcess_Runs()
    {
        var supervisor = Supervise(new ScriptDriver("exec sleep 1000"));

        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Running);

        Assert.NotNull(supervisor.Status.ProcessId);
        Assert.Equal(0, supervisor.Status.Restarts);
    }

    [Fact]
    public async Task Start_BeforeItsDependencies_WaitsAndSaysForWhat()
    {
        string? awaited = "waits for redis";
        var supervisor = Supervise(new ScriptDriver("exec sleep 1000"), () => awaited);

        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Waiting, "waits for redis");
        awaited = null;
        _board.NotifyChanged();

        await StateAsync(supervisor, ResourceState.Running);
    }

    [Fact]
    public async Task Start_WhileUnhealthy_IsStartingWithTheReason()
    {
        var driver = new ScriptDriver("exec sleep 1000") { Health = HealthReport.Unhealthy("still loading") };
        var supervisor = Supervise(driver);

        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Starting, "still loading");
        driver.Health = HealthReport.Healthy;

        await StateAsync(supervisor, ResourceState.Running);
    }

    [Fact]
    public async Task Check_FailingAfterHealth_IsUnhealthyUntilItRecovers()
    {
        var driver = new ScriptDriver("exec sleep 1000");
        var supervisor = Supervise(driver);
        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Running);

        driver.Health = HealthReport.Unhealthy("no quorum");
        await StateAsync(supervisor, ResourceState.Unhealthy, "no quorum");
        driver.Health = HealthReport.Degraded("redis is unreachable");

        await StateAsync(supervisor, ResourceState.Running, "redis is unreachable");
        Assert.Equal(0, supervisor.Status.Restarts);
    }

    [Fact]
    public async Task Death_OfAProcess_StartsItAgainAfterTheBackoff()
    {
        var driver = new ScriptDriver("exec sleep 1000");
        var supervisor = Supervise(driver);
        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Running);
        var first = supervisor.Status.ProcessId!.Value;

        Posix.Send(first, Posix.Kill);
        await Eventually.TrueAsync(
            () => supervisor.Status is { State: ResourceState.Waiting, Reason: "was ended by signal 9; starts again after 0.5 s", ExitCode: 137 },
            "it waits before it starts again");

        await StateAsync(supervisor, ResourceState.Running);
        Assert.NotEqual(first, supervisor.Status.ProcessId);
        Assert.Equal(1, supervisor.Status.Restarts);
    }

    [Fact]
    public async Task Death_TimeAfterTimeBeforeHealth_IsGivenUpWithTheLastError()
    {
        var supervisor = Supervise(new ScriptDriver("echo no such database >&2; exit 3") { Health = HealthReport.Unhealthy("not up") });

        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.FailedToStart, "ended with exit code 3: no such database (given up after 6 starts)");

        Assert.Equal(5, supervisor.Status.Restarts);
        Assert.Equal(3, supervisor.Status.ExitCode);
        Assert.Null(supervisor.Status.ProcessId);
    }

    [Fact]
    public async Task End_WithExitCodeZero_IsExitedAndCanBeStartedAgain()
    {
        var driver = new ScriptDriver("exit 0");
        var supervisor = Supervise(driver);
        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Exited);
        Assert.Equal(0, supervisor.Status.ExitCode);

        driver.Script = "exec sleep 1000";
        await supervisor.StartAsync();

        await StateAsync(supervisor, ResourceState.Running);
    }

    [Fact]
    public async Task End_OfAProgramWithAnError_IsNotStartedAgain()
    {
        var supervisor = Supervise(new ScriptDriver("exit 4") { IsProgram = true });

        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.FailedToStart, "ended with exit code 4");

        Assert.Equal(0, supervisor.Status.Restarts);
    }

    [Fact]
    public async Task Prepare_ThatCannotSucceed_FailsWithItsReasonAtOnce()
    {
        var supervisor = Supervise(new ScriptDriver("") { Refusal = "port 80 is taken" });

        await supervisor.StartAsync();

        await StateAsync(supervisor, ResourceState.FailedToStart, "port 80 is taken");
    }

    [Fact]
    public async Task Stop_AProcessThatListens_IsGraceful()
    {
        var supervisor = Supervise(new ScriptDriver("trap 'echo drained; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
        await supervisor.StartAsync();
        await LoggedAsync("up");

        await supervisor.StopAsync();

        Assert.Equal((ResourceState.Exited, 0), (supervisor.Status.State, supervisor.Status.ExitCode));
        await LoggedAsync("drained");
    }

    [Fact]
    public async Task Stop_AProcessThatDoesNotListen_KillsItAfterTheTimeout()
    {
        var supervisor = Supervise(new ScriptDriver("trap '' TERM; echo up; while :; do sleep 0.05; done"));
        await supervisor.StartAsync();
        await LoggedAsync("up");

        var stopping = supervisor.StopAsync();
        await StateAsync(supervisor, ResourceState.Stopping);
        await PumpAsync(() => stopping.IsCompleted, "it is killed");
        await stopping;

        Assert.Equal((ResourceState.Exited, 128 + Posix.Kill), (supervisor.Status.State, supervisor.Status.ExitCode));
    }

    [Fact]
    public async Task Stop_WhileWaitingForARestart_EndsTheWait()
    {
        var supervisor = Supervise(new ScriptDriver("exit 1"));
        await supervisor.StartAsync();
        await Eventually.TrueAsync(() => supervisor.Status is { State: ResourceState.Waiting, ExitCode: 1 }, "it waits for its restart");

        await supervisor.StopAsync();

        Assert.Equal(ResourceState.Exited, supervisor.Status.State);
    }

    [Fact]
    public async Task Watch_AServerWithoutAProcess_FollowsItsHealth()
    {
        var driver = new ScriptDriver(null);
        var supervisor = Supervise(driver);
        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.Running);

        driver.Health = HealthReport.Unhealthy("gone");

        await StateAsync(supervisor, ResourceState.Unhealthy, "gone");
    }

    [Fact]
    public async Task Fault_OfADriver_IsShownAndTheProcessEnded()
    {
        var driver = new ScriptDriver("exec sleep 1000") { Fault = new InvalidOperationException("planted") };
        var supervisor = Supervise(driver);

        await supervisor.StartAsync();
        await StateAsync(supervisor, ResourceState.FailedToStart, "the engine failed: planted");

        Assert.Empty(ProcessTree.FindByEnvironment(GuardianProgram.RunVariable, _shell.Run));
    }

    private Supervisor Supervise(ScriptDriver driver, Func<string?>? awaited = null)
    {
        var context = new SupervisionContext(_shell.Launcher, _logs, _board, _time, NullLoggerFactory.Instance) { Impatience = _impatience.Token };
        var supervisor = new Supervisor("thing", new RedisResource("thing"), driver, awaited ?? (() => null), context);
        _supervisors.Add(supervisor);
        return supervisor;
    }

    private Task StateAsync(Supervisor supervisor, ResourceState state, string? reason = null) => PumpAsync(
        () => supervisor.Status.State == state && supervisor.Status.Reason == reason,
        $"{state} ({reason}); it is {supervisor.Status}");

    private Task LoggedAsync(string line) => PumpAsync(() => _logs.Tail(_ => true, 100).Any(l => l.Text == line), $"the log holds '{line}'");

    /// <summary>Waits for a condition while time goes on for the supervisors.</summary>
    private Task PumpAsync(Func<bool> condition, string expectation) => Eventually.TrueAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            _time.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        expectation);
}
