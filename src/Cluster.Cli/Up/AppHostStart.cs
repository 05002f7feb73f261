using System.Diagnostics;
using Cluster.Cli.Json;
using Cluster.Cli.Resources;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Up;

/// <summary>One start of an AppHost, and how it goes on.</summary>
internal sealed class AppHostStart(
    CommandContext context, string assembly, string workingDirectory, IReadOnlyList<string> arguments, string dataFolder)
{
    private const int LogTail = 30;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs it on this terminal until it ends, and returns its exit code.</summary>
    public async Task<int> AttachedAsync(Interruption interruption)
    {
        interruption.Token.ThrowIfCancellationRequested();
        using var process = AppHostProcess.StartAttached(assembly, workingDirectory, arguments, redirect: context.Json);
        interruption.ForwardTo(process.Id);
        if (context.Json)
        {
            await Task.WhenAll(PumpToErrorAsync(process), ReportAsync(process, interruption.Token));
        }

        // It ends by itself, or as its own answer to the signal; either way its end is what is waited for.
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode is >= ExitCode.Ok and <= ExitCode.Usage ? process.ExitCode : ExitCode.Failed;
    }

    /// <summary>Starts it in the background, waits until all of it is healthy, and reports.</summary>
    /// <exception cref="CommandFailedException">It ended, a resource failed to start (exit code 1), or the time is up (exit code 4).</exception>
    public async Task<int> DetachedAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var time = context.Terminal.Time;
        var started = time.GetTimestamp();
        var logFile = Path.Combine(Directory.CreateDirectory(Path.Combine(dataFolder, "logs")).FullName, "console.log");
        using var process = AppHostProcess.StartDetached(assembly, workingDirectory, arguments, logFile);
        try
        {
            var info = await WaitForControlAsync(process, logFile, timeout, cancellationToken);
            using var control = new ControlClient(info);
            var resources = await ResourceWatch.UntilAsync(
                control,
                IsHealthy,
                resource => context.WriteNote($"{resource.Name}: {resource.State}"),
                "all resources are healthy",
                timeout - time.GetElapsedTime(started),
                time,
                cancellationToken);
            Report(new UpDocument(AppHostDocument.From(info), resources, logFile, time.GetElapsedTime(started).TotalSeconds));
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Its own guard ends what it had started by then.
            process.Kill();
            throw;
        }
    }

    /// <summary>True when every resource runs, or was a program that has done its work.</summary>
    internal static bool IsHealthy(IReadOnlyList<ResourceStatus> resources)
    {
        ResourceWatch.ThrowIfAnyFailed(resources);
        return resources.Count > 0
            && resources.All(r => r.State == ResourceState.Running || r is { State: ResourceState.Exited, ExitCode: 0 });
    }

    private async Task<ControlInfo> WaitForControlAsync(Process process, string logFile, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = context.Terminal.Time.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
            {
                var tail = string.Join(Environment.NewLine, File.Exists(logFile) ? File.ReadLines(logFile).TakeLast(LogTail) : []);
                throw new CommandFailedException(
                    process.ExitCode == ExitCode.Usage ? ExitCode.Usage : ExitCode.Failed,
                    $"The AppHost ended with exit code {process.ExitCode}. Its output ({logFile}):{Environment.NewLine}{tail}");
            }

            if (ControlClient.FindIn(dataFolder) is { } info && (info.ProcessId == process.Id || OperatingSystem.IsWindows()))
            {
                return info;
            }

            if (context.Terminal.Time.GetElapsedTime(started) > timeout)
            {
                throw new CommandFailedException(
                    ExitCode.Unknown, $"The AppHost (process {process.Id}) has not opened its control API within {timeout.TotalSeconds:0} s. Its output: {logFile}");
            }

            await Task.Delay(PollInterval, context.Terminal.Time, cancellationToken);
        }
    }

    private void Report(UpDocument document)
    {
        if (context.Json)
        {
            context.WriteDocument(document, CliJson.Documents.UpDocument);
            return;
        }

        context.Terminal.OutputConsole().Write(ResourceTable.Create(document.Resources, context.Terminal.Time.GetUtcNow()));
        context.WriteLine();
        context.WriteLine($"Up after {document.ElapsedSeconds:0.0} s (process {document.AppHost.ProcessId}). 'cluster status' shows it, 'cluster down' ends it.");
    }

    /// <summary>With <c>--json</c>, stdout is for documents: what the AppHost prints goes to stderr.</summary>
    private async Task PumpToErrorAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            context.Terminal.Error.WriteLine(line);
        }
    }

    /// <summary>With <c>--json</c>, a line for each change of a resource.</summary>
    private async Task ReportAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            while (!process.HasExited && ControlClient.FindIn(dataFolder)?.ProcessId != process.Id)
            {
                await Task.Delay(PollInterval, context.Terminal.Time, cancellationToken);
            }

            if (process.HasExited || ControlClient.FindIn(dataFolder) is not { } info)
            {
                return;
            }

            using var control = new ControlClient(info);
            var seen = new Dictionary<string, ResourceStatus>();
            await foreach (var resources in control.WatchAsync(CancellationToken.None))
            {
                foreach (var resource in resources.Where(r => !seen.TryGetValue(r.Name, out var last) || last.State != r.State))
                {
                    seen[resource.Name] = resource;
                    context.WriteJsonLine(resource, CliJson.Lines.ResourceStatus);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it had started; its end is waited for by the caller.
        }
    }
}
