using Cluster.Silo.Registers.Convergent;

namespace Cluster.Silo.Registers.Placement;

/// <summary>
/// Chooses the silos of a shard by rendezvous hashing (Thaler and Ravishankar 1998): each silo has a rank for each shard that depends on
/// the two names alone. When a silo comes or goes, only the replicas that it takes or leaves move.
/// </summary>
internal static class ReplicaPlacement
{
    /// <summary>The best silos for a shard, the best first: no two of one zone while there are zones left.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="candidates">The silos, in any order.</param>
    /// <param name="count">How many to choose; all are chosen if there are fewer.</param>
    public static IReadOnlyList<ReplicaCandidate> Choose(string shard, IEnumerable<ReplicaCandidate> candidates, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var ranked = candidates
            .OrderByDescending(candidate => Rank(shard, candidate.Name))
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .ToList();
        var zones = new HashSet<string>(StringComparer.Ordinal);
        var spread = ranked.Where(candidate => candidate.Zone is null || zones.Add(candidate.Zone)).ToList();
        return [.. spread.Concat(ranked.Except(spread)).Take(count)];
    }

    private static ulong Rank(string shard, string name) => Fingerprint.Combine(Fingerprint.Of(shard), Fingerprint.Of(name));
}
