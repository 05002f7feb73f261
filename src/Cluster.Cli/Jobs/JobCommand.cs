using System.CommandLine;

namespace Cluster.Cli.Jobs;

/// <summary><c>cluster job run</c>: jobs of the user's own.</summary>
internal sealed class JobCommand : Command
{
    public JobCommand() : base("job", "Runs a job of your own.") => Add(new JobRunCommand());
}
