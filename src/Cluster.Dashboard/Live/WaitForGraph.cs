using Cluster.Locks;

namespace Cluster.Dashboard.Live;

/// <summary>Who waits for whom, and for what lock.</summary>
/// <param name="Parties">Those who hold or wait, those who wait for nobody first.</param>
/// <param name="Waits">Who waits for whom.</param>
/// <param name="LeftOut">Locks with waiters that are not in the picture, because it would be too full.</param>
public sealed record WaitForGraph(IReadOnlyList<WaitForGraph.Party> Parties, IReadOnlyList<WaitForGraph.Wait> Waits, int LeftOut)
{
    private const int MostParties = 16;

    /// <summary>The picture of the locks with the most waiters.</summary>
    public static WaitForGraph Of(IReadOnlyList<LockWait> waits)
    {
        var parties = new HashSet<Party>();
        var edges = new List<Wait>();
        var leftOut = 0;
        foreach (var contended in waits.GroupBy(w => (w.Lock, w.IsSemaphore)).OrderByDescending(l => l.Count()))
        {
            var own = contended.SelectMany(EdgesOf).GroupBy(e => e).Select(same => same.Key with { Count = same.Count() }).ToList();
            var added = own.SelectMany(e => new[] { e.Waiter, e.Holder }).Distinct().Count(party => !parties.Contains(party));
            if (parties.Count > 0 && parties.Count + added > MostParties)
            {
                leftOut++;
                continue;
            }

            parties.UnionWith(own.SelectMany(e => new[] { e.Waiter, e.Holder }));
            edges.AddRange(own);
        }

        var reached = Reached(parties, edges);
        return new WaitForGraph(
            [.. parties.OrderBy(party => edges.Exists(e => e.Waiter == party)).ThenBy(party => party.Label, StringComparer.Ordinal)],
            [.. edges.Select(e => e with { InCircle = e.Waiter != e.Holder && reached[e.Holder].Contains(e.Waiter) })],
            leftOut);
    }

    /// <summary>To those who hold it; a reader who is kept out by nobody but a writer before it in the queue waits for that one.</summary>
    private static IEnumerable<Wait> EdgesOf(LockWait wait)
    {
        var holders = wait.WaitsFor.Where(party => party.Holds).ToList();
        return (holders.Count > 0 ? holders : wait.WaitsFor)
            .Select(holder => new Wait(Party.Of(wait.Waiter), Party.Of(holder), wait.Lock, wait.IsSemaphore, 1, InCircle: false));
    }

    /// <summary>For each party, whom it waits for directly or through others.</summary>
    private static Dictionary<Party, HashSet<Party>> Reached(IEnumerable<Party> parties, List<Wait> waits)
    {
        var next = waits.ToLookup(w => w.Waiter, w => w.Holder);
        return parties.ToDictionary(
            party => party,
            party =>
            {
                var reached = new HashSet<Party>();
                var open = new Stack<Party>(next[party]);
                while (open.TryPop(out var at))
                {
                    if (reached.Add(at))
                    {
                        foreach (var further in next[at])
                        {
                            open.Push(further);
                        }
                    }
                }

                return reached;
            });
    }

    /// <summary>An owner of locks that has a name, or all else in a process.</summary>
    /// <param name="Id">Tells it from others.</param>
    /// <param name="Label">The name of the owner, or the process.</param>
    /// <param name="Client">The process.</param>
    public sealed record Party(string Id, string Label, string Client)
    {
        /// <summary>The node that somebody is part of.</summary>
        public static Party Of(LockParty party) =>
            party.Owner is { } owner ? new Party(party.Id, owner, party.Client) : new Party(party.Client, party.Client, party.Client);
    }

    /// <summary>One who waits for another.</summary>
    /// <param name="Waiter">Who waits.</param>
    /// <param name="Holder">Who holds.</param>
    /// <param name="Lock">The name of the lock.</param>
    /// <param name="IsSemaphore">Whether it is a semaphore.</param>
    /// <param name="Count">How many callers of the waiter wait.</param>
    /// <param name="InCircle">The holder waits in turn, itself or through others, for the waiter.</param>
    public sealed record Wait(Party Waiter, Party Holder, string Lock, bool IsSemaphore, int Count, bool InCircle);
}
