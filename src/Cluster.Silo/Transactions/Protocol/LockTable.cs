using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// Shared and exclusive locks of a participant's items, under wound-wait (Rosenkrantz, Stearns and Lewis 1978): whoever waits, waits for an
/// older transaction; so no waiting ever closes a circle, within a participant or across them.
/// Waiters stand in the order of their age and nobody overtakes.
/// </summary>
internal sealed class LockTable(ParticipantRules rules)
{
    private readonly Dictionary<string, ItemLock> _locks = new(StringComparer.Ordinal);
    private readonly List<(LockOwner Owner, string Item)> _granted = [];
    private readonly List<LockOwner> _wounded = [];

    /// <summary>Whether the owner holds the item at least so.</summary>
    public bool Holds(LockOwner owner, string item, bool exclusive) =>
        _locks.TryGetValue(item, out var found) && found.Holders.TryGetValue(owner, out var held) && (held || !exclusive);

    /// <summary>Asks for a lock, or for more than is held; it comes out of <see cref="TakeGranted"/>, perhaps at once.</summary>
    public void Acquire(LockOwner owner, string item, bool exclusive)
    {
        if (!_locks.TryGetValue(item, out var found))
            _locks.Add(item, found = new ItemLock());
        owner.Items.Add(item);
        found.Enqueue(owner, exclusive);
        Settle(item, found);
    }

    /// <summary>Lets go of everything that the owner holds or waits for.</summary>
    public void Release(LockOwner owner)
    {
        foreach (var item in owner.Items.ToArray())
        {
            var found = _locks[item];
            owner.Items.Remove(item);
            found.Remove(owner);
            Settle(item, found);
        }
    }

    /// <summary>Whom the owner waits for: those who hold the item, or stand before it in the queue.</summary>
    public IReadOnlyList<TransactionId> WhoKeeps(LockOwner owner, string item) => _locks.TryGetValue(item, out var found)
        ? [.. found.Holders.Keys.Concat(found.Waiters.TakeWhile(waiter => waiter.Owner != owner).Select(waiter => waiter.Owner)).Where(other => other != owner).Select(other => other.Transaction).Distinct()]
        : [];

    /// <summary>The items that somebody waits for, with those who hold them and those who wait, the next to be let in first.</summary>
    public IEnumerable<(string Item, IEnumerable<(LockOwner Owner, bool Exclusive)> Holders, IEnumerable<(LockOwner Owner, bool Exclusive)> Waiters)> Contended() =>
        _locks.Where(found => found.Value.Waiters.Count > 0)
            .Select(found => (found.Key, found.Value.Holders.Select(holder => (holder.Key, holder.Value)), found.Value.Waiters.AsEnumerable()));

    /// <summary>Whether somebody is going to write the item, or may.</summary>
    public bool IsHeldExclusively(string item) => _locks.TryGetValue(item, out var found) && found.Holders.ContainsValue(true);

    /// <summary>Locks that were granted since the last call.</summary>
    public IReadOnlyList<(LockOwner Owner, string Item)> TakeGranted() => Take(_granted);

    /// <summary>Owners whose sessions must end, since an older transaction waits for them. They hold on until they are released.</summary>
    public IReadOnlyList<LockOwner> TakeWounded() => Take(_wounded);

    private static T[] Take<T>(List<T> list)
    {
        if (list.Count == 0)
            return [];
        T[] taken = [.. list];
        list.Clear();
        return taken;
    }

    private void Settle(string item, ItemLock found)
    {
        while (found.Waiters.Count > 0)
        {
            var (owner, exclusive) = found.Waiters[0];
            var isBlocked = false;
            foreach (var (holder, holdsExclusive) in found.Holders)
            {
                if (holder == owner || !(exclusive || holdsExclusive))
                    continue;
                isBlocked = true;
                if (rules.Wounds(owner.Transaction, holder) && !_wounded.Contains(holder))
                    _wounded.Add(holder);
            }

            if (isBlocked)
                return;
            found.Waiters.RemoveAt(0);
            found.Holders[owner] = exclusive || found.Holders.GetValueOrDefault(owner);
            _granted.Add((owner, item));
        }

        if (found.Holders.Count == 0)
            _locks.Remove(item);
    }

    private sealed class ItemLock
    {
        /// <summary>Who holds it, and whether exclusively.</summary>
        public Dictionary<LockOwner, bool> Holders { get; } = [];

        /// <summary>Oldest first.</summary>
        public List<(LockOwner Owner, bool Exclusive)> Waiters { get; } = [];

        public void Enqueue(LockOwner owner, bool exclusive)
        {
            var place = Waiters.FindIndex(waiter => owner.Transaction.IsOlderThan(waiter.Owner.Transaction));
            Waiters.Insert(place < 0 ? Waiters.Count : place, (owner, exclusive));
        }

        public void Remove(LockOwner owner)
        {
            Holders.Remove(owner);
            Waiters.RemoveAll(waiter => waiter.Owner == owner);
        }
    }
}
