using System.CommandLine;
using Cluster.Cli.Json;
using Microsoft.Extensions.Configuration;

namespace Cluster.Cli.Resources;

/// <summary><c>cluster env</c>: the configuration that makes any program a client of this cluster.</summary>
internal sealed class EnvCommand : CliCommand
{
    private readonly Option<string> _shell = new("--shell")
    {
        Description = "Whose syntax to write.",
        HelpName = "posix|fish|powershell",
        DefaultValueFactory = _ => OperatingSystem.IsWindows() ? "powershell" : "posix",
    };

    public EnvCommand() : base("env", "Prints the configuration of a client as shell exports.")
    {
        _shell.AcceptOnlyFromAmong("posix", "fish", "powershell");
        Add(_shell);
    }

    public override IReadOnlyList<string> Examples =>
        ["eval \"$(cluster env)\" && dotnet run", "cluster env --shell powershell | Invoke-Expression", "cluster env --json"];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var variables = Variables(context);
        if (context.Json)
        {
            context.WriteDocument(variables, CliJson.Documents.SortedDictionaryStringString);
            return Task.FromResult(ExitCode.Ok);
        }

        foreach (var (name, value) in variables)
        {
            context.WriteLine(Export(context.Arguments.GetRequiredValue(_shell), name, value));
        }

        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>One assignment, quoted so that the shell takes the value as it is.</summary>
    internal static string Export(string shell, string name, string value) => shell switch
    {
        "powershell" => $"$env:{name} = '{value.Replace("'", "''")}'",
        "fish" => $"set -gx {name} '{value.Replace(@"\", @"\\").Replace("'", @"\'")}'",
        _ => $"export {name}='{value.Replace("'", @"'\''")}'",
    };

    private static SortedDictionary<string, string> Variables(CommandContext context)
    {
        var wanted = context.Location.ClientConfiguration().AsEnumerable()
            .Where(pair => pair.Value is not null)
            .Where(pair => pair.Key.StartsWith("Orleans:", StringComparison.Ordinal) || pair.Key.StartsWith("ConnectionStrings:", StringComparison.Ordinal));
        return new SortedDictionary<string, string>(
            wanted.ToDictionary(pair => pair.Key.Replace(":", "__"), pair => pair.Value!), StringComparer.Ordinal);
    }
}
