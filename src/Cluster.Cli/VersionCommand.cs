using System.Reflection;
using System.Runtime.InteropServices;
using Cluster.Cli.Json;

namespace Cluster.Cli;

/// <summary><c>cluster version</c>: what is installed, for bug reports and scripts.</summary>
internal sealed class VersionCommand() : CliCommand("version", "Prints the version of the command and of the runtime it runs on.")
{
    public static string Current { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var document = new VersionDocument(Current, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
        if (context.Json)
        {
            context.WriteDocument(document, CliJson.Documents.VersionDocument);
        }
        else
        {
            context.WriteLine($"cluster {document.Version} on {document.Runtime}, {document.Platform}");
        }

        return Task.FromResult(ExitCode.Ok);
    }
}
