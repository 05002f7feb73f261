using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Supervision;

namespace Cluster.Tests.LocalHosting;

/// <summary>Runs a shell script, and is as healthy as the test says; without a script it is a server without a process.</summary>
internal sealed class ScriptDriver(string? script) : ResourceDriver
{
    private volatile HealthReport _health = HealthReport.Healthy;

    public HealthReport Health
    {
        get => _health;
        set => _health = value;
    }

    public string? Script { get; set; } = script;

    public bool IsProgram { get; init; }

    public string? Refusal { get; init; }

    public Exception? Fault { get; init; }

    public override string Type => "project";

    public override string Source => "a script";

    public override bool RunsToCompletion => IsProgram;

    public override Task<ProcessSpec?> PrepareAsync(CancellationToken cancellationToken) => Refusal is not null
        ? throw new CannotStartException(Refusal)
        : Task.FromResult(Script is null ? null : ShellLauncher.Script(Script));

    public override Task<HealthReport> CheckAsync(CancellationToken cancellationToken) =>
        Fault is null ? Task.FromResult(Health) : Task.FromException<HealthReport>(Fault);
}
