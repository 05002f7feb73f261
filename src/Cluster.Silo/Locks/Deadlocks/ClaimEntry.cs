using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>One claim to one lock. Only such a wait can be refused.</summary>
/// <param name="Shard">The shard of the lock.</param>
/// <param name="Epoch">The shard's epoch when it was seen.</param>
/// <param name="Lock">The lock.</param>
/// <param name="Contender">The claim.</param>
/// <param name="Holds">See <see cref="GraphEntry"/>.</param>
/// <param name="Place">See <see cref="GraphEntry"/>.</param>
internal sealed record ClaimEntry(int Shard, long Epoch, LockKey Lock, Contender Contender, bool Holds, int Place) : GraphEntry(Holds, Place)
{
    /// <summary>The transaction is over, and its code goes on alone: whoever ran it does not wait for that.</summary>
    public bool IsTransactionOver { get; init; }

    public override Resource Resource => new((Shard, Lock.IsSemaphore), Lock.ToString());

    public override object Identity => (Shard, Epoch, Contender.Session, Contender.Claim, Contender.UpgradeAttempt, Holds);

    public override TransactionOrigin? Transaction => Contender.Transaction;

    public override FlowId Keeper => Transaction is { } transaction && !Contender.IsOwnerWithin ? FlowId.Of(transaction.Id)
        : Contender.Owner != 0 ? FlowId.OfOwner(Contender.Session, Contender.Owner)
        : FlowId.OfClaim(Contender.Session, Contender.Claim);

    public override IReadOnlyList<FlowId> Halts => Transaction is not { } transaction ? [Keeper]
        : [.. new[] { Keeper, FlowId.Of(transaction.Id) }.Distinct(), .. IsTransactionOver ? [] : ItemEntry.Caller(transaction)];

    public override bool IsUpgrade => Contender.IsUpgrade;

    public ClaimQuestion Question => new(Shard, Contender.Claim, Holds, Contender.UpgradeAttempt);

    public override bool IsKeptOutBy(GraphEntry holder) => holder is ClaimEntry claim && LockConflict.Between(claim.Contender, Contender);

    public override bool FitsBeside(IReadOnlyList<GraphEntry> holders) => Contender.Mode == LockMode.Permits
        ? holders.OfType<ClaimEntry>().Sum(holder => holder.Contender.Permits) + Contender.Permits <= Contender.Limit
        : base.FitsBeside(holders);

    public override string ToString() => Contender.ToString();
}
