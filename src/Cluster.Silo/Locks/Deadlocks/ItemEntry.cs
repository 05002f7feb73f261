using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>A transaction at one item of a participant. Where it waits, that is for an older transaction, or for a prepared one (wound-wait): so no circle is of such waits alone.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Item">The item.</param>
/// <param name="Contender">The transaction's session.</param>
/// <param name="Holds">See <see cref="GraphEntry"/>.</param>
/// <param name="Place">See <see cref="GraphEntry"/>.</param>
internal sealed record ItemEntry(string Participant, string Item, ItemContender Contender, bool Holds, int Place) : GraphEntry(Holds, Place)
{
    public override Resource Resource => new(Participant, $"item '{Item}' of {Participant}");

    public override object Identity => (Participant, Item, Contender.Session, Contender.Operation, Contender.Exclusive, Holds);

    public override TransactionOrigin Transaction => Contender.Transaction;

    public override FlowId Keeper => FlowId.Of(Transaction.Id);

    public override IReadOnlyList<FlowId> Halts => [Keeper, .. Caller(Transaction)];

    public override bool IsKeptOutBy(GraphEntry holder) =>
        holder is ItemEntry item && item.Transaction.Id != Transaction.Id && (item.Contender.Exclusive || Contender.Exclusive);

    public override string ToString() => Transaction.ToString();

    /// <summary>The owner of locks that waits for a transaction to end.</summary>
    public static IEnumerable<FlowId> Caller(TransactionOrigin transaction) =>
        transaction.Owner is { } owner ? [FlowId.OfOwner(owner.Session, owner.Number)] : [];
}
