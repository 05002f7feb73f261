using Cluster.Locks.Protocol;

namespace Cluster.Transactions.Protocol;

/// <summary>Where an attempt at a transaction runs and on whose behalf; travels with all that is done in it, so that deadlocks which it is part of can be found.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="Route">How its coordinator is reached: the identity of a <see cref="Calling.ITransactionPeer"/>.</param>
/// <param name="Client">How people know its coordinator's process.</param>
/// <param name="Owner">The owner of locks that waits for the transaction to end; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.TransactionOrigin")]
internal sealed record TransactionOrigin(
    [property: Id(0)] TransactionId Id, [property: Id(1)] string Route, [property: Id(2)] string Client, [property: Id(3)] OwnerId? Owner)
{
    public override string ToString() => Owner is null ? $"transaction {Id.Name} ({Client})" : $"transaction {Id.Name} of {Owner.Name} ({Client})";
}
