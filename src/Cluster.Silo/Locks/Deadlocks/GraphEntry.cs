using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>One claim to one lock, where it stands in its queue.</summary>
/// <param name="Shard">The shard of the lock.</param>
/// <param name="Epoch">The shard's epoch when it was seen.</param>
/// <param name="Lock">The lock.</param>
/// <param name="Contender">The claim.</param>
/// <param name="Holds">Whether it holds; otherwise it waits.</param>
/// <param name="Place">Its place among those that wait for the lock, or among those that hold it.</param>
internal sealed record GraphEntry(int Shard, long Epoch, LockKey Lock, Contender Contender, bool Holds, int Place)
{
    /// <summary>
    /// What does not change for as long as the claim holds, or waits. A claim waits once and then holds once, so one that is seen twice has
    /// held, or waited, all the time between.
    /// </summary>
    public (int Shard, long Epoch, Guid Session, long Claim, long UpgradeAttempt, bool Holds) Identity =>
        (Shard, Epoch, Contender.Session, Contender.Claim, Contender.UpgradeAttempt, Holds);

    public ClaimQuestion Question => new(Shard, Contender.Claim, Holds, Contender.UpgradeAttempt);

    /// <summary>Whose claim it is. A claim without an owner is on its own.</summary>
    public (Guid Session, long Owner, long Claim) Owner => (Contender.Session, Contender.Owner, Contender.Owner == 0 ? Contender.Claim : 0);

    public static IEnumerable<GraphEntry> Of(ShardWaits waits) => waits.Locks.SelectMany(contended =>
        contended.Holders.Select((holder, place) => new GraphEntry(waits.Shard, waits.Epoch, contended.Key, holder, true, place))
            .Concat(contended.Waiters.Select((waiter, place) => new GraphEntry(waits.Shard, waits.Epoch, contended.Key, waiter, false, place))));
}
