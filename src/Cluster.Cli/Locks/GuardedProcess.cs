using System.ComponentModel;
using System.Diagnostics;
using Cluster.LocalHosting.Processes;

namespace Cluster.Cli.Locks;

/// <summary>
/// A child process on this terminal that may run only for as long as something holds, and with it all that it starts: these inherit a variable by which
/// they are found, where the system shows the variables of processes.
/// </summary>
internal sealed class GuardedProcess : IDisposable
{
    private const int NotFound = 2;
    private const string Mark = "CLUSTER_LOCK_RUN";
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly string _mark;

    private GuardedProcess(Process process, string mark)
    {
        _process = process;
        _mark = mark;
    }

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

        var mark = Guid.NewGuid().ToString("N");
        info.Environment[Mark] = mark;
        try
        {
            return new GuardedProcess(Process.Start(info)!, mark);
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
    /// before, asks the process and all that it has started to end, and kills those that have not within <paramref name="killAfter"/>.
    /// </summary>
    public async Task<int> WaitAsync(TimeSpan killAfter, CancellationToken lost)
    {
        await _process.WaitForExitAsync(lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lost.IsCancellationRequested)
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
            foreach (var id in Running())
            {
                Signals.Send(id, Signals.Terminate);
            }

            var asked = Stopwatch.GetTimestamp();
            while (Running().Any() && Stopwatch.GetElapsedTime(asked) < killAfter)
            {
                await Task.Delay(LookAgainAfter);
            }
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        ProcessTree.Kill([.. Running()]);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    private IEnumerable<int> Running()
    {
        var marked = ProcessTree.FindByEnvironment(Mark, _mark);
        return _process.HasExited ? marked : marked.Append(_process.Id).Distinct();
    }
}
