using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Data;
using Spectre.Console;

namespace Cluster.Cli.Jobs;

/// <summary><c>cluster jobs</c>: the jobs that the cluster remembers.</summary>
internal sealed class JobsCommand : CliCommand
{
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many of the newest, 1 to 1000.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
        CustomParser = WholeNumber.InRange("--limit", 1, 1000),
    };

    public JobsCommand() : base("jobs", "Lists the jobs that the cluster remembers, newest first.")
    {
        Add(_limit);
        Add(new JobShowCommand());
        Add(new JobCancelCommand());
    }

    public override IReadOnlyList<string> Examples => ["cluster jobs", "cluster jobs show ID", "cluster jobs cancel ID"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var jobs = await connection.Client.Data.ListAsync(context.Arguments.GetValue(_limit), cancellationToken);
        if (context.Json)
        {
            context.WriteDocument([.. jobs.Select(job => JobDocument.From(job))], CliJson.Documents.IReadOnlyListJobDocument);
        }
        else if (jobs.Count == 0)
        {
            context.WriteLine("No job yet. Start one with 'cluster wordcount PATH'.");
        }
        else
        {
            Write(context, jobs);
        }

        return ExitCode.Ok;
    }

    private static void Write(CommandContext context, IReadOnlyList<JobStatus> jobs)
    {
        var table = PlainTable.Create("JOB", "KIND", "STATE", "SUBMITTED (UTC)", "TOOK", "INPUT");
        var now = context.Terminal.Time.GetUtcNow();
        foreach (var job in jobs)
        {
            table.AddRow(
                job.Id,
                KeyText.Display(job.Kind, 40),
                job.State.ToString(),
                job.SubmittedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                Duration.Format((job.FinishedAt ?? now) - job.SubmittedAt),
                KeyText.Display(string.Join(' ', job.Inputs), 60));
        }

        context.Terminal.OutputConsole().Write(table);
    }
}
