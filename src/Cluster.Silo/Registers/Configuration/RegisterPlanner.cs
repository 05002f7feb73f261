using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Placement;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Configuration;

/// <summary>
/// Decides who should hold each shard: the best silos by rank, those that are gone for a short time included. Whoever leaves hands over; whoever is gone
/// for long, or came back without its disk, is replaced where there is another silo.
/// </summary>
/// <param name="Replicas">How many silos hold each shard.</param>
/// <param name="Present">The silos that answer.</param>
/// <param name="GoneForLong">The names of silos that have been gone for so long that they are to be replaced.</param>
/// <param name="KnownZones">The zones of silos as they were when they were there last.</param>
internal sealed record RegisterPlanner(
    int Replicas, IReadOnlyList<ReplicaHostStatus> Present, IReadOnlySet<string> GoneForLong, IReadOnlyDictionary<string, string> KnownZones)
{
    private readonly Dictionary<string, ReplicaHostStatus> _present = Present.ToDictionary(host => host.Name, StringComparer.Ordinal);

    /// <summary>The zones of all silos that have one, as far as is known.</summary>
    public IReadOnlyDictionary<string, string> Zones
    {
        get
        {
            var zones = new Dictionary<string, string>(KnownZones, StringComparer.Ordinal);
            foreach (var host in Present)
            {
                if (host.Zone is { } zone)
                    zones[host.Name] = zone;
                else
                    zones.Remove(host.Name);
            }

            return zones;
        }
    }

    /// <summary>The members that a shard should have; null when it should stay as it is.</summary>
    public IReadOnlyList<ReplicaMember>? Plan(int shard, IReadOnlyList<ReplicaMember> members)
    {
        var staying = Present.Where(host => !host.IsLeaving).ToList();
        if (staying.Count == 0)
            return null;

        var absent = members.Where(member => !_present.ContainsKey(member.Name)).ToList();
        var waitedFor = absent.Where(member => !GoneForLong.Contains(member.Name));
        var candidates = staying.Select(host => new ReplicaCandidate(host.Name, host.Zone)).Concat(waitedFor.Select(member => new ReplicaCandidate(member.Name, KnownZones.GetValueOrDefault(member.Name))));
        var chosen = ReplicaPlacement.Choose($"register shard {shard}", candidates, Replicas).Select(candidate => candidate.Name).ToList();

        // Fewer members than wanted: a silo that is gone may come back, and as a member it does no harm until then, for its
        // share of a majority is taken by no one else.
        chosen.AddRange(absent.Select(member => member.Name).Except(chosen).Take(Replicas - chosen.Count));
        var planned = chosen.ConvertAll(name => _present.TryGetValue(name, out var host)
            ? host.Member(shard)
            : members.First(member => member.Name == name));
        return planned.ToHashSet().SetEquals(members) ? null : planned;
    }

    /// <summary>Whether enough members are there, with the disks that were meant, for a later configuration to catch up from.</summary>
    public bool HasQuorum(int shard, IReadOnlyList<ReplicaMember> members) =>
        members.Count(member => IsThere(member, shard)) >= ReplicaConfiguration.QuorumOf(members.Count);

    /// <summary>Whether so many members are there anew, and what they were kept in is gone, that no majority of them will ever be there again.</summary>
    public bool IsLost(int shard, IReadOnlyList<ReplicaMember> members) =>
        members.Count > 0 && members.Count(member => _present.ContainsKey(member.Name) && !IsThere(member, shard)) > members.Count - ReplicaConfiguration.QuorumOf(members.Count);

    /// <summary>Whether a member that is there has not caught up with the configuration.</summary>
    public bool IsBehind(ReplicaMember member, int shard, long epoch) =>
        IsThere(member, shard) && _present[member.Name].Complete[shard] < epoch;

    public bool HasCaughtUp(ReplicaMember member, int shard, long epoch) =>
        IsThere(member, shard) && _present[member.Name].Complete[shard] == epoch;

    private bool IsThere(ReplicaMember member, int shard) =>
        _present.TryGetValue(member.Name, out var host) && host.IncarnationOf(shard) == member.Incarnation;
}
