using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>Forcing a lock open. The audit trail is written first: a break that nobody can read about did not happen.</summary>
internal sealed partial class LockShard
{
    private readonly List<LockBreakRecord> _breaks;
    private readonly List<(LockBreakRecord Break, Action<LockBreakRecord> Done)> _pendingBreaks = [];

    /// <summary>
    /// Puts out everyone who holds the lock now, once that is written down, and tells <paramref name="done"/>; gives null when nobody holds it.
    /// A holder that is put out learns of it with the next message; until then only its token, which is older than any to come, keeps it out.
    /// </summary>
    public LockBreakRecord? Break(LockKey key, string by, string reason, DateTimeOffset at, Action<LockBreakRecord> done, TimeSpan now)
    {
        if (_stopped || !_queues.TryGetValue(key, out var queue) || queue.Holders.Count == 0)
            return null;

        var broken = new LockBreakRecord(key.Name, key.IsSemaphore, queue.Holders.Max(h => h.Token), at, by, reason, [.. queue.Holders.Select(h => h.Session.Label)]);
        _breaks.Add(broken);
        if (_breaks.Count > _settings.BreaksKept)
            _breaks.RemoveAt(0);
        _pendingBreaks.Add((broken, done));
        AskForSave();
        Flush(now);
        return broken;
    }

    private void CompleteBreaks(TimeSpan now)
    {
        // Those asked for while the write was under way are not in it: the next one carries them.
        if (_saveWanted)
            return;
        foreach (var (broken, done) in _pendingBreaks)
        {
            if (_queues.TryGetValue(new LockKey(broken.Name, broken.IsSemaphore), out var queue))
            {
                foreach (var holder in queue.Holders.Where(h => h.Token <= broken.Through).ToArray())
                {
                    End(holder, LockEventKind.Lost, LockReason.Broken, broken.Reason);
                    _broken++;
                }

                GrantNext(queue, now);
                Forget(queue);
            }

            done(broken);
        }

        _pendingBreaks.Clear();
    }

    private bool WasBroken(LockKey key, long token) => _breaks.Exists(b => b.Name == key.Name && b.IsSemaphore == key.IsSemaphore && token <= b.Through);
}
