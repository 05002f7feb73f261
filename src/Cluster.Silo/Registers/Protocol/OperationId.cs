namespace Cluster.Silo.Registers.Protocol;

/// <summary>One attempt of one proposer to change a register.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.OperationId")]
internal readonly record struct OperationId([property: Id(0)] long Proposer, [property: Id(1)] long Number)
{
    public override string ToString() => $"{Proposer}#{Number}";
}
