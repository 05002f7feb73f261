using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>The transaction that a call belongs to; travels with the call.</summary>
/// <param name="Origin">The attempt, and whose it is.</param>
/// <param name="IsSnapshot">It reads without locks.</param>
/// <param name="IsReadOnly">It can't write.</param>
/// <param name="Left">How much of its time was left when it began or was passed on.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.TransactionContext")]
internal sealed record TransactionContext(
    [property: Id(0)] TransactionOrigin Origin, [property: Id(1)] bool IsSnapshot, [property: Id(2)] bool IsReadOnly, [property: Id(3)] TimeSpan Left)
{
    /// <summary>The attempt.</summary>
    public TransactionId Id => Origin.Id;

    /// <summary>The key of Orleans' request context.</summary>
    public const string Key = "cluster.transaction";
}
