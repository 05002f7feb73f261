using System.CommandLine;
using Cluster.Cli.Json;

namespace Cluster.Cli.Jobs;

/// <summary><c>cluster jobs cancel ID</c>.</summary>
internal sealed class JobCancelCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The job's id." };

    public JobCancelCommand() : base("cancel", "Asks a job to stop. One that has ended stays as it is.") => Add(_id);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var job = connection.Client.Data.Get(context.Arguments.GetRequiredValue(_id));

        // Asked for its status first, so that a wrong id is told apart from a job that has ended.
        await job.GetStatusAsync(cancellationToken);
        await job.CancelAsync(cancellationToken);
        var status = await job.GetStatusAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(JobDocument.From(status), CliJson.Documents.JobDocument);
        }
        else
        {
            context.WriteLine(status.IsFinal ? $"Job {status.Id}: {status.State}" : $"Job {status.Id} was asked to stop; it is {status.State}.");
        }

        return ExitCode.Ok;
    }
}
