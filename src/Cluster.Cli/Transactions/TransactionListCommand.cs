using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Transactions;
using Spectre.Console;

namespace Cluster.Cli.Transactions;

/// <summary><c>cluster tx list</c>: transactions under way and the last that ended.</summary>
internal sealed class TransactionListCommand : CliCommand
{
    private readonly Option<string?> _state = new("--state")
    {
        Description = "Only those that stand so.",
        HelpName = string.Join('|', Enum.GetNames<TransactionState>().Select(name => name.ToLowerInvariant())),
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many, 1 to 10000. Default: 50.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
        CustomParser = WholeNumber.InRange("--limit", 1, 10_000),
    };

    public TransactionListCommand() : base("list", "Lists attempts at transactions that the silos remember, the newest first.")
    {
        _state.AcceptOnlyFromAmong(Enum.GetNames<TransactionState>().Select(name => name.ToLowerInvariant()).ToArray());
        Add(_state);
        Add(_limit);
    }

    public override IReadOnlyList<string> Examples => ["cluster tx list --state prepared", "cluster tx list --json | jq '.[] | select(.state == \"Aborted\").cause'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var limit = context.Arguments.GetValue(_limit);
        TransactionState? state = context.Arguments.GetValue(_state) is { } name ? Enum.Parse<TransactionState>(name, ignoreCase: true) : null;
        await using var connection = await context.ConnectAsync(cancellationToken);
        var found = await connection.Client.Transactions.ListAsync(state, limit, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument([.. found.Select(TransactionDocument.From)], CliJson.Documents.IReadOnlyListTransactionDocument);
        }
        else if (found.Count == 0)
        {
            context.WriteLine("The silos remember no such transaction.");
        }
        else
        {
            var table = PlainTable.Create("TRANSACTION", "STATE", "STARTED", "TOOK", "PARTICIPANTS");
            foreach (var status in found)
            {
                table.AddRow(
                    new Text(status.Name),
                    new Text(TransactionText.State(status)),
                    new Text(TransactionText.Time(status.StartedAt)),
                    new Text(status.IsDecided ? Duration.Format(TransactionText.Took(status)) : "-"),
                    new Text(status.Participants.Count.ToString(CultureInfo.InvariantCulture)));
            }

            context.Terminal.OutputConsole().Write(table);
        }

        if (found.Count == limit)
        {
            context.WriteNote($"There may be more than these {limit}: see --limit and --state.");
        }

        return ExitCode.Ok;
    }
}
