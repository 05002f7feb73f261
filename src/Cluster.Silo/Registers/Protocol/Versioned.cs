namespace Cluster.Silo.Registers.Protocol;

/// <summary>A value of a register and its version. No two different values ever have the same version.</summary>
/// <param name="Version">Where it stands in the register's order.</param>
/// <param name="Author">The attempt that made it, by which a proposer knows its own work again.</param>
/// <param name="Value">The bytes, never changed; null when the register is absent.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.Versioned")]
internal sealed record Versioned([property: Id(0)] Carstamp Version, [property: Id(1)] OperationId Author, [property: Id(2)] byte[]? Value)
{
    /// <summary>What a register holds before the first write.</summary>
    public static Versioned Nothing { get; } = new(Carstamp.Zero, default, null);

    public override string ToString() => $"{Version} by {Author}";
}
