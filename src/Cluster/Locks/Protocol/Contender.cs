using Cluster.Transactions.Protocol;

namespace Cluster.Locks.Protocol;

/// <summary>A claim to a lock that somebody waits for: one that holds it, or one that waits.</summary>
/// <param name="Session">The client process.</param>
/// <param name="Claim">The claim's number, never used twice in its session.</param>
/// <param name="Route">How the client is reached.</param>
/// <param name="Client">How people know the client.</param>
/// <param name="Owner">Whoever both holds and waits, within the session; 0 when nobody said.</param>
/// <param name="OwnerName">How people know the owner.</param>
/// <param name="Mode">How it holds or wants to hold.</param>
/// <param name="Permits">How many permits of a semaphore; 1 for a lock.</param>
/// <param name="Limit">How many permits the semaphore has in all; 1 for a lock.</param>
/// <param name="UpgradeAttempt">Which upgrade it waits for; 0 when it waits to hold at all, or holds.</param>
/// <param name="Age">For how long it has waited or held.</param>
/// <param name="Transaction">The transaction whose code asked; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.Contender")]
internal sealed record Contender(
    [property: Id(0)] Guid Session,
    [property: Id(1)] long Claim,
    [property: Id(2)] string Route,
    [property: Id(3)] string Client,
    [property: Id(4)] long Owner,
    [property: Id(5)] string? OwnerName,
    [property: Id(6)] LockMode Mode,
    [property: Id(7)] int Permits,
    [property: Id(8)] int Limit,
    [property: Id(9)] long UpgradeAttempt,
    [property: Id(10)] TimeSpan Age,
    [property: Id(11)] TransactionOrigin? Transaction = null)
{
    public bool IsUpgrade => UpgradeAttempt != 0;

    /// <summary>Whether the owner was begun in the transaction's code; otherwise the transaction was begun by the owner.</summary>
    public bool IsOwnerWithin => Owner != 0 && Transaction is { Owner: var outer } && (Session, Owner) != (outer?.Session, outer?.Number);

    public override string ToString() => Transaction is null ? Owner == 0 ? $"somebody ({Client})" : $"{OwnerName} ({Client})"
        : IsOwnerWithin ? $"{OwnerName} ({Client}) in {Transaction}"
        : Transaction.ToString();
}
