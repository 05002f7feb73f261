using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A session as the lock table sees it.</summary>
internal sealed class LockOwner(TransactionId transaction)
{
    public TransactionId Transaction => transaction;

    /// <summary>The items it holds or waits for.</summary>
    public HashSet<string> Items { get; } = new(StringComparer.Ordinal);

    public override string ToString() => transaction.ToString();
}
