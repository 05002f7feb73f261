using Cluster.Cli.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary><c>cluster down</c>: ends the AppHost and all that it started.</summary>
internal sealed class DownCommand : CliCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly WaitOptions _wait = new();

    public DownCommand() : base("down", "Stops the whole cluster: silos drain, then the AppHost ends. The data stays.") => _wait.AddTo(this);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var time = context.Terminal.Time;
        var started = time.GetTimestamp();
        using var control = context.OpenControl();
        await control.ShutdownAsync(cancellationToken);
        if (_wait.Waits(context.Arguments))
        {
            context.WriteNote("Stopping; the silos drain.");
            await WaitForEndAsync(control, _wait.Timeout(context.Arguments), time, cancellationToken);
        }

        var document = new DownDocument(control.Info.ProcessId, control.Info.DataFolder, time.GetElapsedTime(started).TotalSeconds);
        if (context.Json)
        {
            context.WriteDocument(document, CliJson.Documents.DownDocument);
        }
        else if (_wait.Waits(context.Arguments))
        {
            context.WriteLine($"Stopped in {document.ElapsedSeconds:0.0} s. The data stays in {document.DataFolder}.");
        }
        else
        {
            context.WriteLine("The AppHost is stopping.");
        }

        return ExitCode.Ok;
    }

    private static async Task WaitForEndAsync(ControlClient control, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            while (await IsRunningAsync(control, either.Token))
            {
                await Task.Delay(PollInterval, time, either.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException(
                ExitCode.Unknown, $"The AppHost (process {control.Info.ProcessId}) still runs after {timeout.TotalSeconds:0} s; it was asked to stop.", e);
        }
    }

    /// <summary>An AppHost known by its address alone has ended when nothing answers there.</summary>
    private static async Task<bool> IsRunningAsync(ControlClient control, CancellationToken cancellationToken)
    {
        if (control.Info.ProcessId > 0)
        {
            return control.Info.IsRunning();
        }

        try
        {
            await control.GetResourcesAsync(cancellationToken);
            return true;
        }
        catch (ControlException e) when (e.Status is null)
        {
            return false;
        }
    }
}
