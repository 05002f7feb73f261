using Cluster.Transactions.Running;

namespace Cluster.Transactions;

/// <summary>A transaction under way, as the code that runs in it sees it.</summary>
public sealed class ClusterTransaction
{
    private readonly TransactionScope _scope;

    internal ClusterTransaction(TransactionScope scope, CancellationToken cancellationToken) => (_scope, CancellationToken) = (scope, cancellationToken);

    /// <summary>A name that no other attempt at any transaction has.</summary>
    public string Name => _scope.Context.Id.Name;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => _scope.Context.Id.Attempt;

    /// <summary>Whether it was begun by <see cref="ClusterTransactions.ReadAsync"/> and can't write.</summary>
    public bool IsReadOnly => _scope.Context.IsReadOnly;

    /// <summary>
    /// Lets something beside grains take part: it is asked to prepare when the code has returned, and told what was decided. The transaction is then decided in a register of its
    /// own, which takes one more round.
    /// </summary>
    /// <exception cref="InvalidOperationException">The transaction was begun elsewhere, by whoever called this grain: enlist where it was begun. Or its code has returned already.</exception>
    /// <exception cref="ArgumentException">Another participant of the transaction has the same name.</exception>
    public void Enlist(ITransactionParticipant participant)
    {
        ArgumentNullException.ThrowIfNull(participant);
        ArgumentException.ThrowIfNullOrEmpty(participant.Name);
        _scope.Enlist(participant);
    }

    /// <summary>Cancelled when nobody waits for this attempt any more.</summary>
    public CancellationToken CancellationToken { get; }
}
