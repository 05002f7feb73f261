using Cluster.Locks.Protocol;

namespace Cluster.Locks;

/// <summary>Somebody who waits for a lock, and for whom: edges of the graph of who waits for whom.</summary>
/// <param name="Lock">The name of the lock or semaphore.</param>
/// <param name="IsSemaphore">Whether it is a semaphore.</param>
/// <param name="Waiter">Who waits.</param>
/// <param name="WaitsFor">The holders that keep it out, and whoever is just before it in the queue.</param>
public sealed record LockWait(string Lock, bool IsSemaphore, LockParty Waiter, IReadOnlyList<LockParty> WaitsFor)
{
    internal static IEnumerable<LockWait> Of(ContendedLock contended)
    {
        Contender? ahead = null;
        foreach (var waiter in contended.Waiters)
        {
            var before = contended.Holders.Where(holder => LockConflict.Between(holder, waiter)).Select(holder => Party(holder, holds: true));
            if (ahead is not null)
                before = before.Append(Party(ahead, holds: false));
            yield return new LockWait(contended.Key.Name, contended.Key.IsSemaphore, Party(waiter, holds: false), [.. before]);
            ahead = waiter;
        }
    }

    private static string IdOf(Contender contender) => contender switch
    {
        { Owner: not 0 } => IdOf(contender.Session, contender.Owner),
        { Transaction.Owner: { } owner } => IdOf(owner.Session, owner.Number),
        { Transaction: { } transaction } => $"transaction/{transaction.Id.Name}",
        _ => $"{contender.Session:N}/claim/{contender.Claim}",
    };

    private static string IdOf(Guid session, long owner) => $"{session:N}/{owner}";

    private static LockParty Party(Contender contender, bool holds) => new(
        IdOf(contender),
        contender.Client,
        contender.OwnerName,
        contender.Mode,
        holds,
        contender.Age);
}
