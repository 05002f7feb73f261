using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using Cluster.Cli.Json;
using Cluster.Data;
using Cluster.LocalHosting.Control;
using Cluster.Registers;

namespace Cluster.Cli;

/// <summary>Turns failures into a message (or a JSON document) on stderr and an exit code.</summary>
internal sealed class ErrorReporter(TextWriter error, bool json, bool verbose)
{
    /// <summary>The command line itself was wrong.</summary>
    public int ReportUsage(ParseResult parsed)
    {
        var command = string.Join(' ', CommandPath(parsed.CommandResult));
        var errors = parsed.Errors.Select(e => OneLine(e.Message)).Distinct().ToList();
        if (parsed.UnmatchedTokens.Count > 0 && errors.Count > 1)
        {
            // With an unknown command there, that none was given is no news.
            errors.RemoveAll(e => e.StartsWith("Required command", StringComparison.Ordinal));
        }

        var message = string.Join(" ", errors);
        var alike = Alike(parsed) is { Count: > 0 } names ? $"Did you mean {string.Join(" or ", names.Select(name => $"'{name}'"))}? " : "";
        Write(ExitCode.Usage, message, $"{alike}Run '{command} --help' to see what it takes.", null);
        return ExitCode.Usage;
    }

    /// <summary>The command failed.</summary>
    public int Report(Exception exception)
    {
        var (exitCode, message) = Describe(exception);
        Write(exitCode, message, null, exception);
        return exitCode;
    }

    private static (int ExitCode, string Message) Describe(Exception exception) => exception switch
    {
        CommandFailedException e => (e.ExitCode, e.Message),
        OperationCanceledException => (ExitCode.Cancelled, "Cancelled."),
        ControlException { Status: null } e => (ExitCode.NoCluster, e.Message),
        ControlException e => (ExitCode.Failed, e.Message),
        ClusterUnreachableException e => (ExitCode.NoCluster, e.Message),
        QuorumUnreachableException { MayHaveTakenEffect: true } e => (ExitCode.Unknown, e.Message),
        OutcomeUnknownException e => (ExitCode.Unknown, e.Message),
        JobFailedException e => (ExitCode.Failed, e.Message),
        ClusterException e => (ExitCode.Failed, e.Message),
        ArgumentException e => (ExitCode.Usage, e.Message),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, exception.Message),
        _ => (ExitCode.Failed,
            $"Unexpected {exception.GetType().Name}: {exception.Message} (run again with {GlobalOptions.VerboseName} for the stack trace, and report it)"),
    };

    private static string Kind(int exitCode) => exitCode switch
    {
        ExitCode.Usage => "usage",
        ExitCode.NoCluster => "no-cluster",
        ExitCode.Unknown => "unknown-outcome",
        ExitCode.LockLost => "lock-lost",
        ExitCode.LockTimeout => "lock-timeout",
        ExitCode.Cancelled => "cancelled",
        _ => "failed",
    };

    private static string OneLine(string message)
    {
        var words = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.EndsWith('.') ? words : words + ".";
    }

    /// <summary>The commands and options that the first word which nobody knows is a slip of the finger away from, as System.CommandLine finds them.</summary>
    private static IReadOnlyList<string> Alike(ParseResult parsed)
    {
        if (parsed.Action is not ParseErrorAction { ShowTypoCorrections: true } action || parsed.UnmatchedTokens.Count == 0)
        {
            return [];
        }

        // It prints a heading for each such word, with the word in quotes, then the candidates, a line each. The first word is the one that is wrong:
        // with an unknown command there, what follows could not be known.
        action.ShowHelp = false;
        using var corrections = new StringWriter();
        using var messages = new StringWriter();
        parsed.Invoke(new InvocationConfiguration { Output = corrections, Error = messages });
        return
        [
            .. corrections.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .SkipWhile(line => !line.StartsWith($"'{parsed.UnmatchedTokens[0]}'", StringComparison.Ordinal))
                .Skip(1)
                .TakeWhile(line => !line.StartsWith('\'')),
        ];
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.SymbolResult? at)
    {
        var names = new Stack<string>();
        for (; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult command)
            {
                names.Push(command.Command is RootCommand ? "cluster" : command.Command.Name);
            }
        }

        return names;
    }

    private void Write(int exitCode, string message, string? hint, Exception? exception)
    {
        var trace = verbose ? exception?.ToString() : null;
        if (json)
        {
            var document = new ErrorDocument(new ErrorDetail(Kind(exitCode), exitCode, hint is null ? message : $"{message} {hint}", trace));
            error.WriteLine(JsonSerializer.Serialize(document, CliJson.Documents.ErrorDocument));
            return;
        }

        error.WriteLine(exitCode == ExitCode.Cancelled ? message : $"error: {message}");
        if (hint is not null)
        {
            error.WriteLine(hint);
        }

        if (trace is not null)
        {
            error.WriteLine(trace);
        }
    }
}
