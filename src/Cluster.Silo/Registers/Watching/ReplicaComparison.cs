using System.Globalization;
using Cluster.Registers;
using Cluster.Silo.Registers.Messages;

namespace Cluster.Silo.Registers.Watching;

/// <summary>Says of replicas which of them are behind the others.</summary>
internal static class ReplicaComparison
{
    /// <param name="replicas">For each silo what it told, null when nothing ever came there, and whether its replica votes, null when it was not reached.</param>
    public static RegisterReplicaStatus[] Compare(IReadOnlyList<(string Silo, ReplicaView? View, bool? Votes)> replicas)
    {
        var reached = replicas.Where(replica => replica.Votes is not null).Select(replica => replica.View ?? default).ToList();
        var newest = reached.Count == 0 ? default : reached.Max(view => view.Version);
        var hasVersions = newest != RegisterVersion.None;
        var agree = reached.Select(view => view.Digest).Distinct().Count() <= 1;
        var newestFor = reached.Where(view => view.Version == newest).Max(view => view.Since);
        return [.. replicas.Select(replica => replica.Votes is { } votes ? Reached(replica.Silo, replica.View ?? default, votes) : new RegisterReplicaStatus { Silo = replica.Silo })];

        RegisterReplicaStatus Reached(string silo, ReplicaView view, bool votes)
        {
            // States that merge have no order: when they differ, none of them is known to have all.
            var isBehind = hasVersions ? view.Version < newest : !agree;
            return new RegisterReplicaStatus
            {
                Silo = silo,
                IsReachable = true,
                Votes = votes,
                Exists = view.Exists,
                Version = view.Version,
                StrongVersion = view.StrongVersion,
                Bytes = view.Bytes,
                Fingerprint = view.Digest.ToString("x16", CultureInfo.InvariantCulture),
                Since = view.Since,
                Staleness = view.Staleness,
                IsBehind = isBehind,
                BehindFor = !isBehind ? TimeSpan.Zero : hasVersions ? newestFor : null,
            };
        }
    }
}
