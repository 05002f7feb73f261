using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Placement;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Which silo carries out the operations on a shard: by rank the first of its replicas that is there. Silos may differ over it for a while,
/// which costs a round trip and nothing else.
/// </summary>
internal sealed class RegisterHomes(ReplicaHosts hosts, RegisterConfigurations configurations, TimeProvider time)
{
    private readonly SilentSilos _silent = new(time);
    private volatile Found? _found;

    /// <summary>The silo did not answer: others carry out its operations for a while.</summary>
    public void NotHeard(string silo) => _silent.NotHeard(silo);

    public void Heard(string silo) => _silent.Heard(silo);

    /// <summary>The homes of all shards, as far as they are known now; this silo for the rest.</summary>
    public string[] All()
    {
        var present = hosts.Names.Where(IsTrusted).ToHashSet(StringComparer.Ordinal);
        var map = configurations.Latest;
        if (_found is { } found && ReferenceEquals(found.Map, map) && found.Present.SetEquals(present))
            return found.Homes;
        string[] homes = [.. Enumerable.Range(0, RegisterShards.Count).Select(shard => HomeOf(shard, map, present))];
        _found = new Found(map, present, homes);
        return homes;
    }

    private string HomeOf(int shard, RegisterMap? map, HashSet<string> present)
    {
        if (map is null)
            return hosts.Local;
        var members = map.Shards[shard].Members.Where(member => present.Contains(member.Name)).Select(member => new ReplicaCandidate(member.Name));
        return ReplicaPlacement.Choose($"register shard {shard}", members, 1) is [var first] ? first.Name : hosts.Local;
    }

    private bool IsTrusted(string silo) => silo == hosts.Local || !_silent.IsPassedOver(silo);

    /// <summary>What was found last: it is asked for many times a second, and seldom changes.</summary>
    private sealed record Found(RegisterMap? Map, HashSet<string> Present, string[] Homes);
}
