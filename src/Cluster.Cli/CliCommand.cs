using System.CommandLine;

namespace Cluster.Cli;

/// <summary>A command with its examples; what it does is in <see cref="RunAsync"/>, which throws to fail.</summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(string name, string description) : base(name, description)
    {
    }

    /// <summary>Shown by <c>--help</c>.</summary>
    public virtual IReadOnlyList<string> Examples => [];

    /// <summary>How long the command may go on after Ctrl+C before the process ends regardless; null when it answers signals itself.</summary>
    public virtual TimeSpan? TerminationTimeout => TimeSpan.FromSeconds(5);

    /// <summary>Runs the command and returns its exit code.</summary>
    /// <exception cref="CommandFailedException">It failed, with the exit code and the message to show.</exception>
    public abstract Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken);
}
