using Cluster.Transactions;

namespace Cluster.Bank;

/// <summary>Moves an amount between two accounts; throws when one would be negative.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Bank.BankTransfer")]
internal sealed record BankTransfer([property: Id(0)] IBankAccount From, [property: Id(1)] IBankAccount To, [property: Id(2)] long Amount) : IDeclaredTransaction<long>
{
    private DeclaredState<long> Source => DeclaredState.Of<long>(From, "balance");

    private DeclaredState<long> Target => DeclaredState.Of<long>(To, "balance");

    public IEnumerable<DeclaredState> States => [Source, Target];

    public long Run(DeclaredStates states)
    {
        // The deposit first, so that there is something to undo.
        states.Update(Target, balance => balance + Amount);
        var left = states.Update(Source, balance => balance - Amount);
        return left >= 0 ? left : throw new InvalidOperationException("Insufficient funds.");
    }
}
