using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>
/// Finds those that can wait for ever in what is collected from shards one after another, and takes for true only what two collections in
/// a row have in common. A plain class; collections go in, the graph of the deadlocked comes out.
/// </summary>
/// <remarks>
/// A collection is of no single moment: a circle in it may be made of waits that never were at the same time. But what both have was there all
/// the time from the end of the first to the beginning of the second, and a circle at one moment is one for ever (K. M. Chandy, L. Lamport,
/// "Distributed Snapshots", 1985, on stable properties; J. Misra, "Detecting Termination of Distributed Computations Using Markers", 1983, on looking twice).
/// What a shard has not been told yet remains: the clients have the last word, see <see cref="ClaimQuestion"/>.
/// </remarks>
internal sealed class DeadlockFinder
{
    private HashSet<(int, long, Guid, long, long, bool)> _last = [];

    /// <summary>Takes a collection that was begun after the last one was complete. Gives the claims of those who are deadlocked in both, or null when nobody is.</summary>
    public WaitGraph? Look(IEnumerable<ShardWaits> collected)
    {
        var entries = collected.SelectMany(GraphEntry.Of).ToList();
        var graph = new WaitGraph(entries.Where(entry => _last.Contains(entry.Identity)));
        _last = [.. entries.Select(entry => entry.Identity)];
        return graph.Deadlocked();
    }
}
