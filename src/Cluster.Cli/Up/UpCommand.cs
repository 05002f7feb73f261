using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Cli.Resources;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Up;

/// <summary><c>cluster up</c>: starts an AppHost, on this terminal or in the background.</summary>
internal sealed class UpCommand : CliCommand
{
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Run it in the background and return when all of it is healthy." };

    private readonly Option<string?> _project = new("--project")
    {
        Description = "The AppHost's project, its folder or its published assembly. Default: the nearest one above the working directory, else the one that the command brings along.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _noBuild = new("--no-build") { Description = "Start what was built last." };

    private readonly Option<string?> _configuration = new("--configuration", "-c")
    {
        Description = "The build configuration. Default: that of the project, Debug.",
        HelpName = "Debug|Release",
    };

    private readonly WaitOptions _wait = new();
    private readonly UpArguments _appHost = new();

    public UpCommand() : base("up", "Starts a cluster on this machine: servers, silos, dashboard and tour. Other options are the AppHost's own.")
    {
        Add(_detach);
        Add(_project);
        Add(_noBuild);
        Add(_configuration);
        _appHost.AddTo(this);
        _wait.AddTo(this, noWait: false);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "cluster up",
        "cluster up --detach --silos 5 --no-tour",
        "cluster up --embedded --data /tmp/try",
        "cluster up --ConnectionStrings:redis 10.0.0.5:6379",
    ];

    /// <summary>Ctrl+C is the AppHost's to answer: its silos drain, for as long as that takes.</summary>
    public override TimeSpan? TerminationTimeout => null;

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var program = AppHostProgram.Find(context.Arguments.GetValue(_project), context.Terminal.WorkingDirectory, AppContext.BaseDirectory);
        var dataFolder = context.Data ?? Path.Combine(program.WorkingDirectory, ".cluster");
        if (ControlClient.FindIn(dataFolder) is { } running)
        {
            throw new CommandFailedException(
                ExitCode.Failed, $"The cluster of {dataFolder} runs already (process {running.ProcessId}). See 'cluster status'; end it with 'cluster down'.");
        }

        using var interruption = new Interruption(terminalAttached: !Console.IsInputRedirected, cancellationToken);
        if (program.IsProject && !context.Arguments.GetValue(_noBuild))
        {
            context.WriteNote($"Building {program.Path}");
        }

        var assembly = await AppHostBuild.GetAssemblyAsync(
            program, !context.Arguments.GetValue(_noBuild), context.Arguments.GetValue(_configuration), interruption.Token);
        var start = new AppHostStart(context, assembly, program.WorkingDirectory, _appHost.Of(context.Arguments, context.Data), dataFolder);
        return context.Arguments.GetValue(_detach)
            ? await start.DetachedAsync(_wait.Timeout(context.Arguments), interruption.Token)
            : await start.AttachedAsync(interruption);
    }
}
