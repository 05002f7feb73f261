using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary><c>cluster logs RESOURCE</c>: what a resource, or every replica of a group, has written.</summary>
internal sealed class LogsCommand : CliCommand
{
    private readonly Argument<string> _name = ResourceArgument.Create("RESOURCE", "The resource, such as silo-2, or a group, such as silo.", r => [r.Name, r.Group]);
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what comes until Ctrl+C." };

    private readonly Option<int> _tail = new("--tail", "-n")
    {
        Description = "How many of the last lines to show.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
        CustomParser = WholeNumber.InRange("--tail", 0, 1_000_000),
    };

    public LogsCommand() : base("logs", "Shows the log of a resource or of a group.")
    {
        Add(_name);
        Add(_tail);
        Add(_follow);
    }

    public override IReadOnlyList<string> Examples => ["cluster logs silo-1", "cluster logs silo --tail 20 --follow", "cluster logs tour --json"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var follow = context.Arguments.GetValue(_follow);
        using var control = context.OpenControl();
        var lines = control.GetLogsAsync(name, context.Arguments.GetValue(_tail), follow, cancellationToken);
        if (context.Json && !follow)
        {
            context.WriteDocument(await lines.ToListAsync(cancellationToken), CliJson.Documents.IReadOnlyListLogLine);
            return ExitCode.Ok;
        }

        try
        {
            await foreach (var line in lines)
            {
                Write(context, name, line);
            }
        }
        catch (OperationCanceledException) when (follow && cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how a person stops following.
            return ExitCode.Cancelled;
        }

        return ExitCode.Ok;
    }

    private static void Write(CommandContext context, string name, LogLine line)
    {
        if (context.Json)
        {
            context.WriteJsonLine(line, CliJson.Lines.LogLine);
        }
        else
        {
            context.WriteLine(line.Resource == name ? line.Text : $"{line.Resource} | {line.Text}");
        }
    }
}
