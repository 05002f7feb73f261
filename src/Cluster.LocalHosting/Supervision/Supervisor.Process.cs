using System.Globalization;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Supervision;

internal sealed partial class Supervisor
{
    private const string Unhandled = "Unhandled exception";

    /// <summary>Starts a process and watches it until it ends by itself, or is stopped because <paramref name="stop"/> asks for it.</summary>
    private async Task<ProcessLife> RunAsync(ProcessSpec spec, CancellationToken stop)
    {
        var began = _context.Time.GetTimestamp();
        string? lastError = null;
        var process = _context.Launcher.Start(spec, (isError, line) =>
        {
            if (isError && !string.IsNullOrWhiteSpace(line) && lastError?.StartsWith(Unhandled, StringComparison.Ordinal) != true)
            {
                lastError = line.Trim();
            }

            _context.Logs.Append(Name, isError, line);
        });
        LogStarted(Name, process.Id);
        Set(s => s with
        {
            State = ResourceState.Starting,
            Reason = null,
            ProcessId = process.Id,
            StartedAt = _context.Time.GetUtcNow(),
            ExitCode = null,
            LogFile = _context.Logs.FileOf(Name),
        });

        var wasHealthy = false;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watch = WatchAsync(ended.Token, () => wasHealthy = true);
        try
        {
            // A check that fails by a fault of its own ends the watch, and with it the process.
            await Task.WhenAny(process.Ended.WaitAsync(stop), watch);
        }
        finally
        {
            await ended.CancelAsync();
            if (!process.Ended.IsCompleted)
            {
                await ShutDownAsync(process);
            }

            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (watch.IsFaulted)
        {
            await watch;
        }

        var code = await process.Ended;
        return new ProcessLife(code, wasHealthy, _context.Time.GetElapsedTime(began), Describe(code, lastError));
    }

    private static string Describe(int code, string? lastError)
    {
        var end = code > 128
            ? string.Create(CultureInfo.InvariantCulture, $"was ended by signal {code - 128}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}");
        return lastError is null || code == 128 + Posix.Kill ? end : $"{end}: {lastError}";
    }

    private async Task ShutDownAsync(ChildProcess process)
    {
        LogStopping(Name, process.Id);
        Set(s => s with { State = ResourceState.Stopping, Reason = null });
        process.Signal(Driver.StopSignal);
        try
        {
            await process.Ended.WaitAsync(Driver.StopTimeout, _context.Time, _context.Impatience);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogKilled(Name, process.Id, e is TimeoutException ? $"did not stop within {Driver.StopTimeout.TotalSeconds:0} s" : "was not to be waited for");
            process.KillTree();
            await process.Ended;
        }
    }
}
