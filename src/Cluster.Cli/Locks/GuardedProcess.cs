using System.ComponentModel;
using System.Diagnostics;

namespace Cluster.Cli.Locks;

/// <summary>A child process on this terminal that may run only for as long as something holds.</summary>
internal sealed class GuardedProcess : IDisposable
{
    private const int NotFound = 2;

    private readonly Process _process;

    private GuardedProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts a command with further variables in its environment; it has this process's input and output.</summary>
    /// <exception cref="CommandFailedException">There is no such command (exit code 127), or it is none that can be run (126), as shells have it.</exception>
    public static GuardedProcess Start(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> variables)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }

        try
        {
            return new GuardedProcess(Process.Start(info)!);
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException(
                e.NativeErrorCode == NotFound ? ExitCode.CommandNotFound : ExitCode.CommandNotRunnable,
                $"{command[0]} could not be started: {e.Message}. The lock was let go of.",
                e);
        }
    }

    /// <summary>
    /// Waits for the end and gives the exit code: 128 and the signal's number for one that was killed. When <paramref name="lost"/> is cancelled
    /// before, asks the process to end, and kills it with all that it has started when it does not within <paramref name="killAfter"/>.
    /// </summary>
    public async Task<int> WaitAsync(TimeSpan killAfter, CancellationToken lost)
    {
        await _process.WaitForExitAsync(lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            await EndAsync(killAfter);
        }

        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();

    private async Task EndAsync(TimeSpan killAfter)
    {
        // Windows has no signal that asks a process to end.
        if (!OperatingSystem.IsWindows() && killAfter > TimeSpan.Zero)
        {
            Signals.Send(_process.Id, Signals.Terminate);
            using var patience = new CancellationTokenSource(killAfter);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
