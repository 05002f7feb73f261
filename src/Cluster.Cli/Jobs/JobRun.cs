using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Data;

namespace Cluster.Cli.Jobs;

/// <summary>Starts a job, shows its progress, and shows its result; Ctrl+C cancels it.</summary>
internal sealed class JobRun
{
    /// <summary>How long after Ctrl+C the cluster may take to end the job.</summary>
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(10);

    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Start the job and print its id; see it with 'cluster jobs show ID'." };

    /// <summary>Longer than a start and <see cref="CancelTimeout"/>, so that the command itself says how the cancelling went.</summary>
    public static TimeSpan TerminationTimeout => CancelTimeout + TimeSpan.FromSeconds(15);

    public void AddTo(Command command) => command.Add(_noWait);

    public async Task<int> RunAsync(CommandContext context, JobOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);

        // Not to be cancelled: a start that is given up half-way may leave a job behind that nobody knows of. It is short, and Ctrl+C
        // meanwhile cancels the job as soon as it has an id.
        var job = await connection.Client.Data.StartAsync(options, CancellationToken.None);
        if (context.Arguments.GetValue(_noWait))
        {
            Show(context, await job.GetStatusAsync(CancellationToken.None), started: true);
            return ExitCode.Ok;
        }

        var last = await FollowAsync(context, job, cancellationToken);
        if (last.State == JobState.Cancelled)
        {
            throw new CommandFailedException(
                cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Failed,
                $"Job {last.Id} was cancelled; no result file was left.");
        }

        if (last.State == JobState.Failed)
        {
            throw new CommandFailedException(ExitCode.Failed, $"Job {last.Id} failed: {last.Error}");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            context.WriteNote("The job had finished before it could be cancelled.");
        }

        Show(context, last, started: false);
        return ExitCode.Ok;
    }

    /// <summary>Shows the progress until the job has ended; on Ctrl+C cancels it and waits for its end.</summary>
    internal static Task<JobStatus> FollowAsync(CommandContext context, DataJob job, CancellationToken cancellationToken) =>
        JobProgress.ShowAsync(context, show => WatchAsync(job, show, cancellationToken));

    private static async Task<JobStatus> WatchAsync(DataJob job, Action<JobStatus> show, CancellationToken cancellationToken)
    {
        try
        {
            return await WatchToEndAsync(job, show, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(CancelTimeout);
            try
            {
                await job.CancelAsync(deadline.Token);
                return await WatchToEndAsync(job, show, deadline.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ClusterException)
            {
                throw new OutcomeUnknownException(
                    $"Job {job.Id} was asked to stop, but its end was not seen within {CancelTimeout.TotalSeconds:0} s. See 'cluster jobs show {job.Id}'.", e);
            }
        }
    }

    private static async Task<JobStatus> WatchToEndAsync(DataJob job, Action<JobStatus> show, CancellationToken cancellationToken)
    {
        await foreach (var status in job.WatchAsync(cancellationToken))
        {
            show(status);
            if (status.IsFinal)
            {
                return status;
            }
        }

        return await job.GetStatusAsync(cancellationToken);
    }

    private static void Show(CommandContext context, JobStatus status, bool started)
    {
        if (context.Json)
        {
            context.WriteDocument(JobDocument.From(status), CliJson.Documents.JobDocument);
        }
        else if (started)
        {
            context.WriteLine(status.Id);
        }
        else
        {
            JobReport.Write(context.Terminal, status);
        }
    }
}
