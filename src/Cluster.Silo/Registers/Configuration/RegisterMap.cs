using System.Text.Json;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Configuration;

/// <summary>The configurations of all shards: one record, changed by compare-and-swap only.</summary>
/// <param name="Revision">Counts the changes.</param>
/// <param name="Shards">By shard.</param>
internal sealed record RegisterMap(long Revision, IReadOnlyList<ReplicaConfiguration> Shards)
{
    /// <summary>The zones of silos, for when they are gone for a while.</summary>
    public IReadOnlyDictionary<string, string> Zones { get; init; } = new Dictionary<string, string>();

    public static RegisterMap Parse(string json)
    {
        var map = JsonSerializer.Deserialize<RegisterMap>(json) ?? throw new JsonException("The record of register configurations is empty.");
        return map.Shards.Count switch
        {
            RegisterShards.Count => map,

            // From before there were shards in memory: as if they had never got under way.
            RegisterShards.Durable => map with { Shards = [.. map.Shards, .. map.Shards.Select(durable => ReplicaConfiguration.First(durable.Members))] },
            _ => throw new JsonException($"The record of register configurations has {map.Shards.Count} shards and should have {RegisterShards.Count}."),
        };
    }

    public override string ToString() => JsonSerializer.Serialize(this);

    /// <summary>The map with some shards changed; this map itself when none is.</summary>
    public RegisterMap With(IReadOnlyDictionary<int, ReplicaConfiguration> changes, IReadOnlyDictionary<string, string> zones) => changes.Count == 0
        ? this
        : new RegisterMap(Revision + 1, [.. Shards.Select((configuration, shard) => changes.GetValueOrDefault(shard, configuration))]) { Zones = zones };
}
