using System.CommandLine;
using Cluster.Cli.Connection;
using Cluster.Cli.Json;
using Cluster.LocalHosting.Control;
using Cluster.Membership;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cluster.Cli.Resources;

/// <summary><c>cluster status</c>: what runs, and what the silos say of themselves.</summary>
internal sealed class StatusCommand : CliCommand
{
    /// <summary>How long the silos may take to answer before the table is shown without them.</summary>
    private static readonly TimeSpan SiloTimeout = TimeSpan.FromSeconds(5);

    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Show it anew every second until Ctrl+C." };

    public StatusCommand() : base("status", "Shows the resources and the silos of the cluster.") => Add(_watch);

    public override IReadOnlyList<string> Examples => ["cluster status", "cluster status --watch", "cluster status --json | jq '.silos[].name'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var control = context.Location.AppHost is null ? null : context.OpenControl();
        await using var silos = new SiloReader(context);
        if (!context.Arguments.GetValue(_watch))
        {
            Show(context, await ReadAsync(control, silos, cancellationToken));
            return ExitCode.Ok;
        }

        try
        {
            await WatchAsync(context, control, silos, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how a person leaves a watch: nothing to report.
        }

        return ExitCode.Cancelled;
    }

    private static async Task WatchAsync(CommandContext context, ControlClient? control, SiloReader silos, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), context.Terminal.Time);
        if (context.Json || !context.Terminal.IsOutputInteractive)
        {
            do
            {
                Show(context, await ReadAsync(control, silos, cancellationToken), following: true);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
            return;
        }

        await context.Terminal.OutputConsole().Live(new Text("")).StartAsync(async live =>
        {
            do
            {
                live.UpdateTarget(Render(await ReadAsync(control, silos, cancellationToken), context.Terminal.Time.GetUtcNow()));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        });
    }

    private static async Task<StatusDocument> ReadAsync(ControlClient? control, SiloReader silos, CancellationToken cancellationToken)
    {
        // Asked at once: the client's joining is the slow part.
        var siloList = silos.ReadAsync(SiloTimeout, cancellationToken);
        var resources = control is null ? null : await control.GetResourcesAsync(cancellationToken);
        var (list, error) = await siloList;
        if (control is null && list is null)
        {
            throw new CommandFailedException(ExitCode.NoCluster, $"The cluster that the environment names cannot be reached: {error}.");
        }

        return new StatusDocument(control is null ? null : AppHostDocument.From(control.Info), resources, list, error);
    }

    private static void Show(CommandContext context, StatusDocument status, bool following = false)
    {
        if (context.Json && following)
        {
            context.WriteJsonLine(status, CliJson.Lines.StatusDocument);
        }
        else if (context.Json)
        {
            context.WriteDocument(status, CliJson.Documents.StatusDocument);
        }
        else
        {
            context.Terminal.OutputConsole().Write(Render(status, context.Terminal.Time.GetUtcNow()));
        }
    }

    private static Rows Render(StatusDocument status, DateTimeOffset now)
    {
        var rows = new List<IRenderable>();
        if (status is { AppHost: { } appHost, Resources: { } resources })
        {
            rows.Add(new Text($"AppHost {appHost.Url}, process {appHost.ProcessId}, up {Duration.Format(now - appHost.StartedAt)}, data in {appHost.DataFolder}"));
            rows.Add(new Text(""));
            rows.Add(ResourceTable.Create(resources, now));
            rows.Add(new Text(""));
        }

        rows.Add(status.Silos is { } silos ? SiloTable.Create(silos, now) : new Text($"The silos could not be asked: {status.SilosError}"));
        return new Rows(rows);
    }
}
