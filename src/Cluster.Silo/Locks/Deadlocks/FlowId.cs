using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>
/// One who does one thing at a time, holds and waits: a node of the graph of who waits for whom. An owner of locks, an attempt at a transaction, or a claim that is on its own.
/// </summary>
internal readonly record struct FlowId(Guid Session, long Owner, long Claim, TransactionId Transaction)
{
    public static FlowId OfOwner(Guid session, long owner) => new(session, owner, 0, default);

    public static FlowId OfClaim(Guid session, long claim) => new(session, 0, claim, default);

    public static FlowId Of(TransactionId transaction) => new(Guid.Empty, 0, 0, transaction);
}
