using Cluster.LocalHosting.Processes;

namespace Cluster.Tests.LocalHosting;

/// <summary>Starts shell scripts as an AppHost starts its processes; a shell that only reads plays the guardian.</summary>
internal sealed class ShellLauncher : IAsyncDisposable
{
    private readonly Guardian _guardian;

    public ShellLauncher(string folder)
    {
        Run = Guid.NewGuid().ToString("N");
        _guardian = Guardian.Start(("/bin/sh", ["-c", "cat > /dev/null"]), Run);
        Launcher = new ProcessLauncher(_guardian, new RunRecord(Path.Combine(folder, "run")), Run);
    }

    public string Run { get; }

    public ProcessLauncher Launcher { get; }

    public static ProcessSpec Script(string script) => new("/bin/sh", ["-c", script], ProcessEnvironment.Inherited(), "/");

    public ValueTask DisposeAsync() => _guardian.DisposeAsync();
}
