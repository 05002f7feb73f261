using System.CommandLine;

namespace Cluster.Cli.Transactions;

/// <summary><c>cluster tx</c>: the cluster's transactions.</summary>
internal sealed class TransactionCommand : Command
{
    public TransactionCommand() : base("tx", "Shows transactions, and lets those in doubt be decided now.")
    {
        Add(new TransactionListCommand());
        Add(new TransactionShowCommand());
        Add(new TransactionResolveCommand());
    }
}
