using Cluster.Locks.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>A claim as one activation hands it to the next.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Locks.RecordedClaim")]
internal sealed record RecordedClaim(
    [property: Id(0)] Guid Session,
    [property: Id(1)] long Id,
    [property: Id(2)] LockTerms Terms,
    [property: Id(3)] long Owner,
    [property: Id(4)] long Token,
    [property: Id(5)] long Ticket,
    [property: Id(6)] bool TellWanted,
    [property: Id(7)] int TokensWanted,
    [property: Id(8)] bool Upgrading,
    [property: Id(9)] bool Upgraded,
    [property: Id(10)] string? OwnerName = null,
    [property: Id(11)] TransactionOrigin? Transaction = null);
