namespace Cluster.Registers;

/// <summary>One replica of a register as it was found.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterReplicaStatus")]
public sealed record RegisterReplicaStatus
{
    /// <summary>The silo that holds it.</summary>
    [Id(0)]
    public required string Silo { get; init; }

    /// <summary>Whether the silo told of it. When it did not, nothing else here is known.</summary>
    [Id(1)]
    public bool IsReachable { get; init; }

    /// <summary>Whether it votes: it has caught up with the configuration that it is a member of.</summary>
    [Id(2)]
    public bool Votes { get; init; }

    /// <summary>Whether it holds a value: not when the register was deleted, has expired, or never came here.</summary>
    [Id(3)]
    public bool Exists { get; init; }

    /// <summary>The version that weaker reads find here; always <see cref="RegisterVersion.None"/> for types that merge.</summary>
    [Id(4)]
    public RegisterVersion Version { get; init; }

    /// <summary>The newest decided strong version here. A majority may know a newer one.</summary>
    [Id(5)]
    public RegisterVersion StrongVersion { get; init; }

    /// <summary>The size of the value, in bytes as it is kept.</summary>
    [Id(6)]
    public int Bytes { get; init; }

    /// <summary>A digest of what weaker reads find here: the same for replicas that agree.</summary>
    [Id(7)]
    public string Fingerprint { get; init; } = "";

    /// <summary>How long it has held what it holds; null when that is since before the silo started.</summary>
    [Id(8)]
    public TimeSpan? Since { get; init; }

    /// <summary>
    /// How long ago it found itself in agreement with so many others that together they are a majority; null when it has not compared since the silo started.
    /// </summary>
    [Id(9)]
    public TimeSpan? Staleness { get; init; }

    /// <summary>Whether another replica that was reached holds something newer, or, for types that merge, something else.</summary>
    [Id(10)]
    public bool IsBehind { get; init; }

    /// <summary>For how long at least, counted from when the first of the others had it; zero when it is not behind, null when that is not known.</summary>
    [Id(11)]
    public TimeSpan? BehindFor { get; init; }
}
