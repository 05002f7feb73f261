using System.Text;
using Cluster.Locks;
using Cluster.Locks.Protocol;
using OwnerId = (System.Guid Session, long Owner, long Claim);

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>
/// Who waits for whom at one moment, and who of them can wait for ever. An owner that waits for nothing will let go of all it holds; who is granted by
/// that waits for one thing less, and so on. Whoever is never granted is deadlocked: the reduction of R. C. Holt, "Some Deadlock Properties
/// of Computer Systems" (1972), which is right for semaphores as well, where no circle alone tells a deadlock.
/// </summary>
internal sealed class WaitGraph
{
    private readonly Dictionary<(int Shard, LockKey Key), Queue> _queues = [];
    private readonly Dictionary<OwnerId, List<GraphEntry>> _holding = [];
    private readonly Dictionary<OwnerId, int> _waiting = [];

    public WaitGraph(IEnumerable<GraphEntry> entries)
    {
        foreach (var entry in entries.OrderBy(entry => entry.Place))
        {
            var queue = QueueOf(entry);
            if (entry.Holds)
            {
                queue.Holders.Add(entry);
                Held(entry);
            }
            else
            {
                queue.Waiters.Add(entry);
                _waiting[entry.Owner] = _waiting.GetValueOrDefault(entry.Owner) + 1;
            }
        }
    }

    /// <summary>All claims in it.</summary>
    public IEnumerable<GraphEntry> Entries => _queues.Values.SelectMany(queue => queue.Holders.Concat(queue.Waiters));

    /// <summary>What is left when all who can get on have got on; null when that is nobody.</summary>
    public WaitGraph? Deadlocked()
    {
        Reduce();
        return IsEmpty ? null : this;
    }

    /// <summary>Picks a victim of each circle until nobody is deadlocked: of those that hold what others wait for, who has waited for the shortest time.</summary>
    public IReadOnlyList<Deadlock> BreakAll()
    {
        var found = new List<Deadlock>();
        for (Reduce(); !IsEmpty; Reduce())
        {
            var cycle = FindCycle();
            var victim = cycle.Where((_, i) => cycle[(i + cycle.Count - 1) % cycle.Count].WaitsFor.Holds).Select(step => step.Wait)
                .MinBy(wait => (wait.Contender.Age, wait.Contender.Session, -wait.Contender.Claim))!;
            found.Add(new Deadlock(victim, Describe(cycle)));
            QueueOf(victim).Waiters.Remove(victim);
            Granted(victim.Owner);
        }

        return found;
    }

    private bool IsEmpty => _waiting.Count == 0;

    private void Reduce()
    {
        foreach (var queue in _queues.Values)
            Advance(queue);
        var free = new Queue<OwnerId>(_holding.Keys.Where(owner => !_waiting.ContainsKey(owner)));
        while (free.TryDequeue(out var owner))
        {
            if (!_holding.Remove(owner, out var held))
                continue;
            foreach (var entry in held)
            {
                var queue = QueueOf(entry);
                queue.Holders.Remove(entry);
                foreach (var granted in Advance(queue).Where(granted => !_waiting.ContainsKey(granted)))
                    free.Enqueue(granted);
            }
        }
    }

    /// <summary>Grants from the head of the queue for as long as somebody fits. Gives whose waits ended.</summary>
    private List<OwnerId> Advance(Queue queue)
    {
        var granted = new List<OwnerId>();
        while (queue.Waiters is [var first, ..] && queue.Admits(first))
        {
            queue.Waiters.RemoveAt(0);
            if (!first.Contender.IsUpgrade)
            {
                queue.Holders.Add(first);
                Held(first);
            }

            Granted(first.Owner);
            granted.Add(first.Owner);
        }

        return granted;
    }

    private void Granted(OwnerId owner)
    {
        if (--_waiting[owner] == 0)
            _waiting.Remove(owner);
    }

    private void Held(GraphEntry entry)
    {
        if (!_holding.TryGetValue(entry.Owner, out var held))
            _holding.Add(entry.Owner, held = []);
        held.Add(entry);
    }

    /// <summary>Walks from wait to wait until it comes to an owner that it has been at. After a reduction nobody waits for one that can get on.</summary>
    private List<Step> FindCycle()
    {
        var waits = _queues.Values.SelectMany(queue => queue.Waiters).ToLookup(wait => wait.Owner);
        var walked = new List<Step>();
        var wait = waits.SelectMany(ofOwner => ofOwner).MinBy(w => (w.Contender.Session, w.Contender.Claim))!;
        while (true)
        {
            var blocker = QueueOf(wait).WaitsFor(wait);
            walked.Add(new Step(wait, blocker));
            if (walked.FindIndex(step => step.Wait.Owner == blocker.Owner) is >= 0 and var begin)
                return walked[begin..];
            wait = waits[blocker.Owner].First();
        }
    }

    private static string Describe(List<Step> cycle)
    {
        var text = new StringBuilder(cycle[0].Wait.Contender.ToString());
        for (var i = 0; i < cycle.Count; i++)
        {
            text.Append(i == 0 ? " waits for " : ", which waits for ").Append(cycle[i].Wait.Lock)
                .Append(cycle[i].WaitsFor.Holds ? ", held by " : ", behind ").Append(cycle[i].WaitsFor.Contender);
        }

        return text.ToString();
    }

    private Queue QueueOf(GraphEntry entry)
    {
        if (!_queues.TryGetValue((entry.Shard, entry.Lock), out var queue))
            _queues.Add((entry.Shard, entry.Lock), queue = new Queue());
        return queue;
    }

    private sealed record Step(GraphEntry Wait, GraphEntry WaitsFor);

    private sealed class Queue
    {
        public List<GraphEntry> Holders { get; } = [];

        public List<GraphEntry> Waiters { get; } = [];

        /// <summary>Whether the first of those that wait can hold together with the present holders.</summary>
        public bool Admits(GraphEntry first) => first.Contender.Mode == LockMode.Permits
            ? Holders.Sum(holder => holder.Contender.Permits) + first.Contender.Permits <= first.Contender.Limit
            : !Holders.Exists(holder => LockConflict.Between(holder.Contender, first.Contender));

        /// <summary>One that has to let go, or to be granted, before this one is granted: a holder that keeps it out, or else who is just before it.</summary>
        public GraphEntry WaitsFor(GraphEntry wait) =>
            Holders.Find(holder => LockConflict.Between(holder.Contender, wait.Contender)) ?? Waiters[Waiters.IndexOf(wait) - 1];
    }
}
