using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Data;
using Spectre.Console;

namespace Cluster.Cli.Jobs;

/// <summary><c>cluster jobs show ID</c>: one job with its stages, its partitions and its result.</summary>
internal sealed class JobShowCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The job's id." };

    public JobShowCommand() : base("show", "Shows a job: its stages, where its partitions ran, and its result.") => Add(_id);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var status = await connection.Client.Data.Get(context.Arguments.GetRequiredValue(_id)).GetStatusAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(JobDocument.From(status, partitions: true), CliJson.Documents.JobDocument);
            return ExitCode.Ok;
        }

        Write(context.Terminal, status);
        return ExitCode.Ok;
    }

    internal static void Write(Terminal terminal, JobStatus status)
    {
        var console = terminal.OutputConsole();
        terminal.Output.WriteLine($"{status.Kind} {status.Id}: {status.State}{(status.Error is null ? "" : $", {status.Error}")}");
        terminal.Output.WriteLine($"inputs {string.Join(' ', status.Inputs)}");
        terminal.Output.WriteLine();
        console.Write(JobProgressTable.Create(status, terminal.Time.GetUtcNow()));
        if (status.Partitions.Count > 0)
        {
            terminal.Output.WriteLine();
            console.Write(PartitionTable(status.Partitions));
        }

        if (status.Result is not null)
        {
            terminal.Output.WriteLine();
            JobReport.Write(terminal, status);
        }
    }

    private static Table PartitionTable(IReadOnlyList<PartitionStatus> partitions)
    {
        var table = PlainTable.Create("PARTITION", "STATE", "SILO", "ATTEMPTS", "BYTES", "INPUT");
        foreach (var partition in partitions)
        {
            table.AddRow(
                new Text($"{partition.Stage} {partition.Index}"),
                new Text(partition.State),
                new Text(partition.Silo ?? "-"),
                new Text(partition.Attempts.ToString()),
                new Text(partition.TotalBytes is { } total && total != partition.Bytes
                    ? $"{ByteSize.Format(partition.Bytes)} of {ByteSize.Format(total)}"
                    : ByteSize.Format(partition.Bytes)),
                new Text(partition.Input ?? "-"));
        }

        return table;
    }
}
