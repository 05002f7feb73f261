using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Transactions;
using Spectre.Console;

namespace Cluster.Cli.Transactions;

/// <summary><c>cluster tx show NAME</c>: what happened to a transaction.</summary>
internal sealed class TransactionShowCommand : CliCommand
{
    private readonly Argument<string> _name = NameArgument();

    public TransactionShowCommand() : base("show", "Shows what happened to an attempt at a transaction, where and when.") => Add(_name);

    public override IReadOnlyList<string> Examples => ["cluster tx show 5d2e41-17-1", "cluster tx show 5d2e41-17-1 --json"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        await using var connection = await context.ConnectAsync(cancellationToken);
        Write(context, await connection.Client.Transactions.DescribeAsync(name, cancellationToken) ?? throw NotRemembered(name));
        return ExitCode.Ok;
    }

    internal static Argument<string> NameArgument() => new("NAME") { Description = "The attempt, as 'cluster tx list' and exceptions name it." };

    internal static CommandFailedException NotRemembered(string name) =>
        new(ExitCode.Failed, $"No silo remembers a transaction {KeyText.Display(name, 80)}. They remember the last 1,000 each; see 'cluster tx list'.");

    internal static void Write(CommandContext context, TransactionStatus status)
    {
        if (context.Json)
        {
            context.WriteDocument(TransactionDocument.From(status), CliJson.Documents.TransactionDocument);
            return;
        }

        context.WriteLine($"Transaction {status.Name}, attempt {status.Attempt}, {TransactionText.State(status)}");
        var table = PlainTable.Create("TIME", "WHERE", "SILO", "WHAT");
        foreach (var seen in status.Events)
        {
            table.AddRow(
                new Text(TransactionText.Time(seen.At)), new Text(TransactionText.Participant(seen)), new Text(seen.Silo ?? "-"), new Text(TransactionText.Event(seen)));
        }

        context.Terminal.OutputConsole().Write(table);
    }
}
