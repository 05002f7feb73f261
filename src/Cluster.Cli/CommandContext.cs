using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cluster.Cli.Connection;
using Cluster.Cli.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli;

/// <summary>One invocation of a command: its arguments, its terminal and the cluster it talks to.</summary>
internal sealed class CommandContext(CommandLine commandLine, ParseResult parseResult)
{
    private ClusterLocation? _location;

    public Terminal Terminal => commandLine.Terminal;

    public ParseResult Arguments => parseResult;

    public bool Json { get; } = parseResult.GetValue(GlobalOptions.Json);

    public bool Verbose { get; } = parseResult.GetValue(GlobalOptions.Verbose);

    /// <summary>The <c>--data</c> folder as an absolute path, or null.</summary>
    public string? Data => parseResult.GetValue(GlobalOptions.Data) is { Length: > 0 } data ? Terminal.FullPath(data) : null;

    /// <summary>The cluster meant.</summary>
    /// <exception cref="CommandFailedException">There is none (exit code 3).</exception>
    public ClusterLocation Location => _location ??= ClusterLocation.Find(Data, Terminal.WorkingDirectory);

    /// <summary>A client of the AppHost's control API.</summary>
    /// <exception cref="CommandFailedException">No AppHost runs (exit code 3).</exception>
    public ControlClient OpenControl() => new(Location.RequireAppHost());

    /// <summary>Connects to the silos.</summary>
    /// <exception cref="CommandFailedException">None could be reached (exit code 3).</exception>
    public Task<ClusterConnection> ConnectAsync(CancellationToken cancellationToken) =>
        commandLine.ConnectAsync(Location, Verbose ? Terminal.Error : null, cancellationToken);

    public void WriteLine(string text = "") => Terminal.Output.WriteLine(text);

    /// <summary>Something to know that is no result: on stderr, and not with <c>--json</c>.</summary>
    public void WriteNote(string? text)
    {
        if (!Json && text is not null)
        {
            Terminal.Error.WriteLine(text);
        }
    }

    /// <summary>Writes the command's one document; <paramref name="type"/> is of <see cref="CliJson.Documents"/>.</summary>
    public void WriteDocument<T>(T document, JsonTypeInfo<T> type) =>
        Terminal.Output.WriteLine(JsonSerializer.Serialize(document, type));

    /// <summary>Writes one line of a followed stream, at once; <paramref name="type"/> is of <see cref="CliJson.Lines"/>.</summary>
    public void WriteJsonLine<T>(T document, JsonTypeInfo<T> type)
    {
        Terminal.Output.WriteLine(JsonSerializer.Serialize(document, type));
        Terminal.Output.Flush();
    }
}
