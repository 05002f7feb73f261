using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A session as the lock table sees it.</summary>
internal sealed class LockOwner(TransactionId transaction)
{
    public TransactionId Transaction => transaction;

    /// <summary>Whether it has promised to commit: it waits for no lock any more, and can't be made to let go.</summary>
    public bool IsPrepared { get; set; }

    /// <summary>The items it holds or waits for.</summary>
    public HashSet<string> Items { get; } = new(StringComparer.Ordinal);

    public override string ToString() => transaction.ToString();
}
