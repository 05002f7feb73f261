namespace Cluster.Silo.Registers.Protocol;

/// <summary>A value of a register and its version. No two different values ever have the same version.</summary>
/// <param name="Version">Where it stands in the register's order.</param>
/// <param name="Author">The attempt that made it, by which a proposer knows its own work again.</param>
/// <param name="Value">The bytes, never changed; null when the register is absent.</param>
internal sealed record Versioned(Carstamp Version, OperationId Author, byte[]? Value)
{
    /// <summary>What a register holds before the first write.</summary>
    public static Versioned Nothing { get; } = new(Carstamp.Zero, default, null);

    public override string ToString() => $"{Version} by {Author}";
}
