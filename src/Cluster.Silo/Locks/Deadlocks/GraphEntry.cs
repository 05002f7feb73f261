using Cluster.Locks.Protocol;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>One who holds a resource or waits for it, where it stands.</summary>
/// <param name="Holds">Whether it holds; otherwise it waits.</param>
/// <param name="Place">Its place among those that wait for the resource, or among those that hold it.</param>
internal abstract record GraphEntry(bool Holds, int Place)
{
    public abstract Resource Resource { get; }

    /// <summary>
    /// What does not change for as long as it holds, or waits, and is never used again: one that is seen twice has held, or waited, all the time between.
    /// </summary>
    public abstract object Identity { get; }

    /// <summary>Who lets go of it, when nothing is waited for any more.</summary>
    public abstract FlowId Keeper { get; }

    /// <summary>Who does not go on while it waits: its keeper, and those that wait for the keeper to end.</summary>
    public abstract IReadOnlyList<FlowId> Halts { get; }

    /// <summary>The transaction whose code holds or waits; null when there is none.</summary>
    public abstract TransactionOrigin? Transaction { get; }

    /// <summary>Whether it holds the resource already, and waits to be alone.</summary>
    public virtual bool IsUpgrade => false;

    /// <summary>Whether a holder keeps this one out.</summary>
    public abstract bool IsKeptOutBy(GraphEntry holder);

    /// <summary>Whether it can hold together with these holders.</summary>
    public virtual bool FitsBeside(IReadOnlyList<GraphEntry> holders) => !holders.Any(IsKeptOutBy);

    public static IEnumerable<GraphEntry> Of(ShardWaits waits) => waits.Locks.SelectMany(contended =>
        contended.Holders.Select((holder, place) => new ClaimEntry(waits.Shard, waits.Epoch, contended.Key, holder, true, place))
            .Concat(contended.Waiters.Select((waiter, place) => new ClaimEntry(waits.Shard, waits.Epoch, contended.Key, waiter, false, place))));

    public static IEnumerable<GraphEntry> Of(ParticipantWaits waits) => waits.Items.SelectMany(contended =>
        contended.Holders.Select((holder, place) => new ItemEntry(waits.Participant, contended.Item, holder, true, place))
            .Concat(contended.Waiters.Select((waiter, place) => new ItemEntry(waits.Participant, contended.Item, waiter, false, place))));
}
