using Cluster.Locks;

namespace Cluster.Dashboard.Live;

/// <summary>Which processes wait for which, and for what lock.</summary>
/// <param name="Clients">The processes, those who hold and wait for nothing first.</param>
/// <param name="Waits">Who waits for whom.</param>
/// <param name="LeftOut">Locks with waiters that are not in the picture, because it would be too full.</param>
public sealed record WaitForGraph(IReadOnlyList<string> Clients, IReadOnlyList<WaitForGraph.Wait> Waits, int LeftOut)
{
    private const int MostClients = 16;

    /// <summary>The picture of the locks with the most waiters.</summary>
    public static WaitForGraph Of(IReadOnlyList<LockStatus> locks)
    {
        var contended = locks.Where(l => l.Waiters.Count > 0 && l.Holders.Count > 0).OrderByDescending(l => l.Waiters.Count).ToList();
        var clients = new HashSet<string>(StringComparer.Ordinal);
        var waits = new List<Wait>();
        var leftOut = 0;
        foreach (var status in contended)
        {
            var own = status.Holders.Select(h => h.Client).Concat(status.Waiters.Select(w => w.Client)).Distinct(StringComparer.Ordinal).ToList();
            if (clients.Count > 0 && clients.Count + own.Count(c => !clients.Contains(c)) > MostClients)
            {
                leftOut++;
                continue;
            }

            clients.UnionWith(own);
            waits.AddRange(
                from waiters in status.Waiters.GroupBy(w => w.Client, StringComparer.Ordinal)
                from holder in status.Holders.Select(h => h.Client).Distinct(StringComparer.Ordinal)
                select new Wait(waiters.Key, holder, status.Name, status.IsSemaphore, waiters.Count(), InCircle: false));
        }

        var circles = Circles(clients, waits);
        return new WaitForGraph(
            [.. clients.OrderBy(c => waits.Exists(w => w.Waiter == c)).ThenBy(c => c, StringComparer.Ordinal)],
            [.. waits.Select(w => w with { InCircle = w.Waiter != w.Holder && circles[w.Waiter].Contains(w.Holder) && circles[w.Holder].Contains(w.Waiter) })],
            leftOut);
    }

    /// <summary>For each client, whom it waits for directly or through others.</summary>
    private static Dictionary<string, HashSet<string>> Circles(IEnumerable<string> clients, List<Wait> waits)
    {
        var next = waits.ToLookup(w => w.Waiter, w => w.Holder, StringComparer.Ordinal);
        return clients.ToDictionary(
            client => client,
            client =>
            {
                var reached = new HashSet<string>(StringComparer.Ordinal);
                var open = new Stack<string>(next[client]);
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
            },
            StringComparer.Ordinal);
    }

    /// <summary>A process that waits for another.</summary>
    /// <param name="Waiter">Who waits.</param>
    /// <param name="Holder">Who holds.</param>
    /// <param name="Lock">The name of the lock.</param>
    /// <param name="IsSemaphore">Whether it is a semaphore.</param>
    /// <param name="Count">How many callers of the waiting process wait.</param>
    /// <param name="InCircle">The holder waits in turn, itself or through others, for the waiter.</param>
    public sealed record Wait(string Waiter, string Holder, string Lock, bool IsSemaphore, int Count, bool InCircle);
}
