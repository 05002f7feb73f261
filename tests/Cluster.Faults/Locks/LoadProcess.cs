using System.Diagnostics;

namespace Cluster.Faults.Locks;

/// <summary>A client process that locks, until it is killed.</summary>
internal sealed class LoadProcess : IDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    private LoadProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public static LoadProcess Start(string assembly, IReadOnlyDictionary<string, string?> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, "locks", .. arguments])
        {
            // A folder of no meaning, so that it finds no other cluster above it.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return new LoadProcess(Process.Start(start)!);
    }

    public void Kill() => _process.Kill();

    /// <summary>SIGSTOP and SIGCONT, by their names.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
