using Cluster.Locks.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Deadlocks;

/// <summary>
/// Finds those that can wait for ever in what is collected from shards and participants one after another, and takes for true only what two collections in
/// a row have in common. A plain class; collections go in, the graph of the deadlocked comes out.
/// </summary>
/// <remarks>
/// A collection is of no single moment: a circle in it may be made of waits that never were at the same time. But what both have was there all
/// the time from the end of the first to the beginning of the second, and a circle at one moment is one for ever (K. M. Chandy, L. Lamport,
/// "Distributed Snapshots", 1985, on stable properties; J. Misra, "Detecting Termination of Distributed Computations Using Markers", 1983, on looking twice).
/// What a shard or participant has not been told yet remains: the clients have the last word, see <see cref="ClaimQuestion"/> and <see cref="Confirmed"/>.
/// </remarks>
internal sealed class DeadlockFinder
{
    private HashSet<object> _last = [];

    /// <summary>Takes a collection that was begun after the last one was complete. Gives who is deadlocked in both, or null when nobody is.</summary>
    public WaitGraph? Look(IEnumerable<GraphEntry> collected)
    {
        var entries = collected.ToList();
        var graph = new WaitGraph(entries.Where(entry => _last.Contains(entry.Identity)));
        _last = [.. entries.Select(entry => entry.Identity)];
        return graph.Deadlocked();
    }

    /// <summary>What is left when clients and coordinators were asked, after <see cref="Look"/>.</summary>
    /// <param name="entries">Who seemed to be deadlocked.</param>
    /// <param name="standing">The claims that stand, as their clients say.</param>
    /// <param name="running">The attempts at transactions whose code runs, as their coordinators say: the items of any other are let go of, and nobody waits for it.</param>
    public static WaitGraph Confirmed(IEnumerable<GraphEntry> entries, IReadOnlySet<ClaimEntry> standing, IReadOnlySet<TransactionId> running) => new(entries
        .Where(entry => entry is ClaimEntry claim ? standing.Contains(claim) : running.Contains(entry.Transaction!.Id))
        .Select(entry => entry is ClaimEntry { Transaction: { } transaction } claim && !running.Contains(transaction.Id) ? claim with { IsTransactionOver = true } : entry));
}
