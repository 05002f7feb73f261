namespace Cluster.Registers.Protocol;

/// <summary>What is asked of a register whose replicas merge: of a counter to add, of a map to put or remove. Sets and multi-value registers are maps, too.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ConvergentChange")]
internal sealed record ConvergentChange([property: Id(0)] ConvergentType Type)
{
    [Id(1)]
    public long Amount { get; init; }

    /// <summary>What to put or remove.</summary>
    [Id(2)]
    public string Key { get; init; } = "";

    /// <summary>What to put; null removes.</summary>
    [Id(3)]
    public byte[]? Value { get; init; }

    public bool IsCounter => Type is ConvergentType.Counter or ConvergentType.GrowOnlyCounter;
}
