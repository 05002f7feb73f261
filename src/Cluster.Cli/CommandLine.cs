using System.CommandLine;
using System.CommandLine.Help;
using Cluster.Cli.Connection;
using Cluster.Cli.Jobs;
using Cluster.Cli.Locks;
using Cluster.Cli.Registers;
using Cluster.Cli.Resources;
using Cluster.Cli.Sagas;
using Cluster.Cli.Transactions;
using Cluster.Cli.Up;

namespace Cluster.Cli;

/// <summary>The whole command line: parses, runs, and turns every failure into a message and an exit code.</summary>
internal sealed class CommandLine
{
    private readonly RootCommand _root;

    public CommandLine(Terminal terminal)
    {
        Terminal = terminal;
        _root = new RootCommand("Runs a cluster on this machine, watches and scales it, and runs jobs on it.")
        {
            GlobalOptions.Json,
            GlobalOptions.Verbose,
            GlobalOptions.Data,
            new UpCommand(),
            new StatusCommand(),
            new ScaleCommand(),
            new LogsCommand(),
            ResourceActionCommand.Start(),
            ResourceActionCommand.Stop(),
            ResourceActionCommand.Restart(),
            new DownCommand(),
            new EnvCommand(),
            new WordCountCommand(),
            new JobsCommand(),
            new JobCommand(),
            new LockCommand(),
            new RegisterCommand(),
            new SagaCommand(),
            new TransactionCommand(),
            new VersionCommand(),
        };
        SetActions(_root);
        foreach (var help in _root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }
    }

    public Terminal Terminal { get; }

    /// <summary>How to reach the silos; tests put a cluster of their own here.</summary>
    public Func<ClusterLocation, TextWriter?, CancellationToken, Task<ClusterConnection>> ConnectAsync { get; init; } =
        ClusterConnection.OpenAsync;

    /// <summary>Runs one command line and returns its exit code; it never throws.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var json = args.TakeWhile(arg => arg != "--").Contains(GlobalOptions.JsonName);
        var verbose = args.TakeWhile(arg => arg != "--").Contains(GlobalOptions.VerboseName);
        var errors = new ErrorReporter(Terminal.Error, json, verbose);
        try
        {
            var parsed = _root.Parse(args);
            if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
            {
                return errors.ReportUsage(parsed);
            }

            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = Terminal.Output,
                    Error = Terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = (parsed.CommandResult.Command as CliCommand)?.TerminationTimeout,
                },
                cancellationToken);
        }
        catch (Exception e)
        {
            // The last line of defence: a person gets a message, never a stack trace they did not ask for.
            return errors.Report(e);
        }
    }

    private void SetActions(Command command)
    {
        foreach (var child in command.Subcommands)
        {
            SetActions(child);
            if (child is CliCommand runnable)
            {
                child.SetAction((parsed, cancellationToken) => runnable.RunAsync(new CommandContext(this, parsed), cancellationToken));
            }
        }
    }
}
