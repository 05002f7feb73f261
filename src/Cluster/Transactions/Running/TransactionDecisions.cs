using Cluster.Registers;
using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>The decisions of transactions that are decided by register: an entry for each, committed or aborted, of which the first stays until it is forgotten.</summary>
internal sealed class TransactionDecisions(ClusterRegisters registers)
{
    private readonly RegisterDecisions _decisions = new(registers);

    /// <summary>Decides unless it is decided.</summary>
    /// <returns>What is decided now; null when that is not known.</returns>
    public async Task<Decision?> SetAsync(string transaction, Decision decision) =>
        await _decisions.DecideAsync(NameOf(transaction), decision == Decision.Committed, CancellationToken.None) switch
        {
            true => Decision.Committed,
            false => Decision.Aborted,
            null => null,
        };

    /// <summary>Decides unless it is decided, and tells what is decided now.</summary>
    /// <exception cref="QuorumUnreachableException">No majority answered in time: nothing is known.</exception>
    /// <exception cref="ArgumentException">It is no name of a transaction.</exception>
    public async Task<Decision> DecideAsync(string transaction, Decision decision, CancellationToken cancellationToken) =>
        await SetAsync(transaction, decision).WaitAsync(cancellationToken) ?? throw new QuorumUnreachableException(
            $"The decision of transaction {transaction} can't be learned now: no majority of its register's replicas answered in time. Ask again.", mayHaveTakenEffect: true);

    /// <summary>To be called by the transaction's coordinator when every participant has done what was decided, and nobody will ask any more.</summary>
    public Task ForgetAsync(string transaction) => _decisions.ForgetAsync(NameOf(transaction), CancellationToken.None);

    private static RegisterPromise NameOf(string transaction) =>
        RegisterPromise.TryParse(transaction) ?? throw new ArgumentException($"'{transaction}' is not the name of a transaction.", nameof(transaction));
}
