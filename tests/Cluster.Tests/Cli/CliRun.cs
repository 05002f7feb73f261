using System.Text.Json;
using Cluster.Cli;
using Cluster.Cli.Connection;

namespace Cluster.Tests.Cli;

/// <summary>What one command line wrote and returned.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line in this process, in <paramref name="folder"/>.</summary>
    public static async Task<CliRun> RunAsync(
        string folder,
        string[] args,
        Func<ClusterLocation, TextWriter?, CancellationToken, Task<ClusterConnection>>? connect = null,
        TimeProvider? time = null,
        CancellationToken? cancellationToken = null,
        LineWriter? error = null)
    {
        var output = new StringWriter();
        error ??= new LineWriter();
        var terminal = new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = error,
            WorkingDirectory = folder,
            Time = time ?? TimeProvider.System,
        };
        var commandLine = new CommandLine(terminal)
        {
            ConnectAsync = connect ?? ((_, _, _) => throw new CommandFailedException(Cluster.Cli.ExitCode.NoCluster, "no silo in this test")),
        };
        var exitCode = await commandLine.RunAsync(args, cancellationToken ?? TestContext.Current.CancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Stdout as the one JSON document that it must be.</summary>
    public JsonElement Document => JsonDocument.Parse(Output).RootElement;

    /// <summary>Stderr as the one JSON document that it must be when a command fails with <c>--json</c>.</summary>
    public JsonElement ErrorDetail => JsonDocument.Parse(Error).RootElement.GetProperty("error");
}
