using Cluster.Registers;
using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>Decision registers: one for each transaction that is decided by register, holding nothing, <c>committed</c> or <c>aborted</c>; the first stays.</summary>
internal sealed class TransactionDecisions(ClusterRegisters registers)
{
    private const string Committed = "committed";
    private const string Aborted = "aborted";

    /// <summary>The prefix of the registers' names.</summary>
    public const string Prefix = "cluster/transactions/decision/";

    /// <summary>Decides unless it is decided.</summary>
    /// <returns>What the register holds now; null when that is not known.</returns>
    public async Task<Decision?> SetAsync(string transaction, Decision decision)
    {
        try
        {
            return await DecideAsync(transaction, decision, CancellationToken.None);
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    /// <summary>Decides unless it is decided, and tells what the register holds now.</summary>
    public async Task<Decision> DecideAsync(string transaction, Decision decision, CancellationToken cancellationToken)
    {
        var set = await Of(transaction).CompareAndSetAsync(
            RegisterVersion.None, decision == Decision.Committed ? Committed : Aborted, cancellationToken: cancellationToken);
        return set.Current.Value == Committed ? Decision.Committed : Decision.Aborted;
    }

    /// <summary>To be called when every participant has done what was decided and nobody will ask any more.</summary>
    public async Task ForgetAsync(string transaction)
    {
        try
        {
            await Of(transaction).DeleteAsync();
        }
        catch (ClusterException)
        {
            // It stays, and does no harm.
        }
    }

    private Register<string> Of(string transaction) => registers.Get<string>(Prefix + transaction);
}
