namespace Cluster.Registers;

/// <summary>What a register held when it was read.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public sealed record RegisterValue<T>
{
    /// <summary>Whether the register held a value. A register that was never written, or was deleted, is absent; that is not the same as holding null.</summary>
    public required bool Exists { get; init; }

    /// <summary>The value; the default of <typeparamref name="T"/> when the register is absent.</summary>
    public required T? Value { get; init; }

    /// <summary>The version of the value, or of the deletion; what <see cref="Register{T}.CompareAndSetAsync"/> expects.</summary>
    public required RegisterVersion Version { get; init; }

    /// <summary>The name of the silo that answered.</summary>
    public required string Replica { get; init; }

    /// <summary>What the read promised.</summary>
    public required ConsistencyKind Level { get; init; }

    /// <summary>
    /// How old the value may be: zero for strong reads; for bounded ones how long ago the silo asked a majority; for the others, as an estimate, how long ago
    /// the replica found itself in agreement with so many others that together they are a majority. Null when it has not compared since it started.
    /// </summary>
    public TimeSpan? Staleness { get; init; }

    /// <summary>
    /// How many versions newer than this one may have been acknowledged before the read began, at most: zero for strong reads, no more than the bound for reads bounded by
    /// versions. Null where that is not measured.
    /// </summary>
    public long? VersionsBehind { get; init; }
}
