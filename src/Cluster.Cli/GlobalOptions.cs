using System.CommandLine;

namespace Cluster.Cli;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public const string JsonName = "--json";
    public const string VerboseName = "--verbose";

    public static readonly Option<bool> Json = new(JsonName)
    {
        Description = "Write one JSON document to stdout (JSON lines when following) and errors as JSON to stderr.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new(VerboseName)
    {
        Description = "Show stack traces and the client's own log on stderr.",
        Recursive = true,
    };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The .cluster folder of the cluster meant, or the folder that holds it. Default: the nearest one above the working directory.",
        HelpName = "DIR",
        Recursive = true,
    };
}
