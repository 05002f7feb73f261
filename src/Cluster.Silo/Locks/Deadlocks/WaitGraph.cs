using System.Text;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>
/// Who waits for whom at one moment, and who of them can wait for ever. One who waits for nothing will let go of all it holds; who is granted by
/// that waits for one thing less, and so on. Whoever is never granted is deadlocked: the reduction of R. C. Holt, "Some Deadlock Properties
/// of Computer Systems" (1972), which is right for semaphores as well, where no circle alone tells a deadlock.
/// </summary>
internal sealed class WaitGraph
{
    private readonly Dictionary<Resource, Queue> _queues = [];
    private readonly Dictionary<FlowId, List<GraphEntry>> _holding = [];
    private readonly Dictionary<FlowId, int> _waiting = [];

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
                foreach (var flow in entry.Halts)
                    _waiting[flow] = _waiting.GetValueOrDefault(flow) + 1;
            }
        }
    }

    /// <summary>All in it that hold or wait.</summary>
    public IEnumerable<GraphEntry> Entries => _queues.Values.SelectMany(queue => queue.Holders.Concat(queue.Waiters));

    /// <summary>What is left when all who can get on have got on; null when that is nobody.</summary>
    public WaitGraph? Deadlocked()
    {
        Reduce();
        return IsEmpty ? null : this;
    }

    /// <summary>
    /// Picks a victim of each circle until nobody is deadlocked: of those that wait for a lock and hold what others wait for, who has waited for the shortest time. There is one in each circle: it
    /// is not of waits for items alone, nor within one queue.
    /// </summary>
    public IReadOnlyList<Deadlock> BreakAll()
    {
        var found = new List<Deadlock>();
        for (Reduce(); !IsEmpty; Reduce())
        {
            var cycle = FindCycle();
            var victim = cycle.Where((_, i) => cycle[(i + cycle.Count - 1) % cycle.Count].WaitsFor.Holds).Select(step => step.Wait).OfType<ClaimEntry>()
                .MinBy(wait => (wait.Contender.Age, wait.Contender.Session, -wait.Contender.Claim));
            if (victim is not null)
                found.Add(new Deadlock(victim, Describe(cycle)));
            End(victim ?? cycle[0].Wait);
        }

        return found;
    }

    private bool IsEmpty => _waiting.Count == 0;

    private void Reduce()
    {
        foreach (var queue in _queues.Values)
            Advance(queue);
        var free = new Queue<FlowId>(_holding.Keys.Where(flow => !_waiting.ContainsKey(flow)));
        while (free.TryDequeue(out var flow))
        {
            if (!_holding.Remove(flow, out var held))
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
    private List<FlowId> Advance(Queue queue)
    {
        var granted = new List<FlowId>();
        while (queue.Waiters is [var first, ..] && first.FitsBeside(queue.Holders))
        {
            End(first);
            if (!first.IsUpgrade)
            {
                queue.Holders.Add(first);
                Held(first);
            }

            granted.AddRange(first.Halts);
        }

        return granted;
    }

    private void End(GraphEntry wait)
    {
        QueueOf(wait).Waiters.Remove(wait);
        foreach (var flow in wait.Halts)
        {
            if (--_waiting[flow] == 0)
                _waiting.Remove(flow);
        }
    }

    private void Held(GraphEntry entry)
    {
        if (!_holding.TryGetValue(entry.Keeper, out var held))
            _holding.Add(entry.Keeper, held = []);
        held.Add(entry);
    }

    /// <summary>Walks from wait to wait until it comes to one that it has been at. After a reduction nobody waits for one that can get on.</summary>
    private List<Step> FindCycle()
    {
        var waits = _queues.Values.SelectMany(queue => queue.Waiters).SelectMany(wait => wait.Halts.Select(flow => (flow, wait))).ToLookup(pair => pair.flow, pair => pair.wait);
        var walked = new List<Step>();
        var wait = waits.SelectMany(ofFlow => ofFlow).MinBy(first => (first.Resource.Name, first.Place))!;
        while (true)
        {
            var blocker = QueueOf(wait).WaitsFor(wait);
            walked.Add(new Step(wait, blocker));
            wait = blocker.Holds ? waits[blocker.Keeper].First() : blocker;
            if (walked.FindIndex(step => ReferenceEquals(step.Wait, wait)) is >= 0 and var begin)
                return walked[begin..];
        }
    }

    private static string Describe(List<Step> cycle)
    {
        var text = new StringBuilder();
        var named = cycle[0].Wait.ToString();
        text.Append(named);
        foreach (var (wait, waitsFor) in cycle)
        {
            // Who holds and who waits for that one may be two: an owner and the transaction that it runs.
            if (text.Length > named.Length)
                text.Append(wait.ToString() == named ? ", which" : $", for whom {wait}");
            named = waitsFor.ToString();
            text.Append(" waits for ").Append(wait.Resource).Append(waitsFor.Holds ? ", held by " : ", behind ").Append(named);
        }

        return text.ToString();
    }

    private Queue QueueOf(GraphEntry entry)
    {
        if (!_queues.TryGetValue(entry.Resource, out var queue))
            _queues.Add(entry.Resource, queue = new Queue());
        return queue;
    }

    private sealed record Step(GraphEntry Wait, GraphEntry WaitsFor);

    private sealed class Queue
    {
        public List<GraphEntry> Holders { get; } = [];

        public List<GraphEntry> Waiters { get; } = [];

        /// <summary>One that has to let go, or to be granted, before this one is granted: a holder that keeps it out, or else who is just before it.</summary>
        public GraphEntry WaitsFor(GraphEntry wait) =>
            Holders.Find(wait.IsKeptOutBy) ?? Waiters[Waiters.IndexOf(wait) - 1];
    }
}
