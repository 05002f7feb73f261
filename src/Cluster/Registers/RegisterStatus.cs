namespace Cluster.Registers;

/// <summary>A register and its replicas as they were found. Replicas are asked one by one: this is no snapshot.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterStatus")]
public sealed record RegisterStatus
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What kind of value it has.</summary>
    [Id(1)]
    public required RegisterType Type { get; init; }

    /// <summary>Which of the shards its name falls into: replicas are chosen for shards. 0 to 63 are on disks, 64 to 127 in memory.</summary>
    [Id(2)]
    public int Shard { get; init; }

    /// <summary>The epoch of the shard's configuration: it counts the changes of its members.</summary>
    [Id(3)]
    public long Epoch { get; init; }

    /// <summary>The silo that carries out strong operations now, as far as the silo that was asked knows.</summary>
    [Id(4)]
    public string Home { get; init; } = "";

    /// <summary>Its replicas, in the order of their silos' names.</summary>
    [Id(5)]
    public required IReadOnlyList<RegisterReplicaStatus> Replicas { get; init; }

    /// <summary>Whether a replica that was reached holds a value.</summary>
    public bool Exists => Replicas.Any(replica => replica.Exists);

    /// <summary>The newest version that was found.</summary>
    public RegisterVersion Version => Replicas.Count == 0 ? RegisterVersion.None : Replicas.Max(replica => replica.Version);

    /// <summary>Whether all replicas that were reached hold the same.</summary>
    public bool Agrees => !Replicas.Any(replica => replica.IsBehind);
}
