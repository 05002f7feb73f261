using System.CommandLine;
using Cluster.Transactions;

namespace Cluster.Cli.Transactions;

/// <summary><c>cluster tx resolve NAME</c>: lets the participants find out now what became of a transaction.</summary>
internal sealed class TransactionResolveCommand : CliCommand
{
    private readonly Argument<string> _name = TransactionShowCommand.NameArgument();

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "How many seconds to wait for the outcome, 1 to 600. Default: 10.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
        CustomParser = WholeNumber.InRange("--timeout", 1, 600),
    };

    public TransactionResolveCommand() : base("resolve", "Asks the participants of an undecided transaction to finish it now, and says the outcome. It forces none.")
    {
        Add(_name);
        Add(_timeout);
    }

    public override IReadOnlyList<string> Examples => ["cluster tx resolve 5d2e41-17-1", "cluster tx list --state prepared --json | jq -r '.[].name' | xargs -n1 cluster tx resolve"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var patience = TimeSpan.FromSeconds(context.Arguments.GetValue(_timeout));
        await using var connection = await context.ConnectAsync(cancellationToken);
        var status = await connection.Client.Transactions.FinishAsync(name, patience, cancellationToken) ?? throw TransactionShowCommand.NotRemembered(name);
        if (status.State == TransactionState.Active)
        {
            throw new CommandFailedException(ExitCode.Failed, $"Transaction {name} is still running: its code decides whether it asks for a commit. Nothing was done.");
        }

        if (!status.IsDecided)
        {
            throw new CommandFailedException(
                ExitCode.Failed, $"Transaction {name} is still undecided after {patience.TotalSeconds:0} s: it is decided as soon as a majority of silos is there. See 'cluster status'.");
        }

        TransactionShowCommand.Write(context, status);
        return ExitCode.Ok;
    }
}
