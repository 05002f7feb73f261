using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>Looking at the locks without changing them.</summary>
internal sealed partial class LockShard
{
    private long _grants;
    private long _handOffs;
    private long _expired;
    private long _broken;

    /// <summary>Clients of the activation before that have not checked in yet.</summary>
    public int Awaited => _awaited;

    /// <summary>The locks that were forced open, oldest first.</summary>
    public IReadOnlyList<LockBreakRecord> Breaks => _breaks;

    /// <summary>The locks in use, as far as this activation knows: until all clients of the last have checked in, there may be more.</summary>
    public IEnumerable<LockQueue> Locks() => _queues.Values.Where(q => !q.IsEmpty);

    /// <summary>
    /// Who holds a lock exclusively, or null for nobody; false while that is not known, because clients of the activation before, one of which may hold it,
    /// have not checked in.
    /// </summary>
    public bool TryGetHolder(LockKey key, out LockClaim? holder)
    {
        holder = _queues.TryGetValue(key, out var queue) ? queue.Holders.FirstOrDefault(h => h.Mode == LockMode.Exclusive) : null;
        return holder is not null || _awaited == 0;
    }

    /// <summary>Describes the locks in use whose names begin with <paramref name="prefix"/>, in order of names, at most <paramref name="limit"/>.</summary>
    public IEnumerable<LockStatus> Describe(string prefix, int limit, TimeSpan now) => Locks()
        .Where(q => q.Key.Name.StartsWith(prefix, StringComparison.Ordinal))
        .OrderBy(q => q.Key.Name, StringComparer.Ordinal)
        .Take(limit)
        .Select(q => Describe(q, now));

    /// <summary>Counts what there is and what has happened in this activation. Takes time for each name in use.</summary>
    public LockStatistics Count() => new(
        _queues.Values.Sum(q => (long)q.Holders.Count), _queues.Values.Sum(q => (long)q.Waiters.Count), _grants, _handOffs, _expired, _broken);

    public override string ToString() =>
        $"shard {Index} in epoch {Epoch}{(_stopped ? ", stopped" : "")}, {_sessions.Count} clients, {_awaited} awaited, [{string.Join("; ", Locks())}]";

    private static LockStatus Describe(LockQueue queue, TimeSpan now) => new(
        queue.Key.Name,
        queue.Key.IsSemaphore,
        [.. queue.Holders.Select(h => new LockHolderStatus(
            h.Session.Label, h.Mode, h.Terms.Permits, h.Token, now - h.Since, h.Session.LeaseEnd > now ? h.Session.LeaseEnd - now : TimeSpan.Zero, h.OwnerName))],
        [.. queue.Waiters.Select((w, i) => new LockWaiterStatus(w.Session.Label, w.Mode, w.Terms.Permits, i + 1, now - w.Since, w.OwnerName))
            .Concat(queue.Upgrading is { } u
                ? [new LockWaiterStatus(u.Session.Label, LockMode.Exclusive, 1, 0, now - u.UpgradingSince, u.OwnerName)]
                : Array.Empty<LockWaiterStatus>())
            .OrderBy(w => w.Position)]);
}
