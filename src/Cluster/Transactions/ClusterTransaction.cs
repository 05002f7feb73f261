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

    /// <summary>Cancelled when nobody waits for this attempt any more.</summary>
    public CancellationToken CancellationToken { get; }
}
