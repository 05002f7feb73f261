namespace Cluster.Silo.Registers.Protocol;

/// <summary>One attempt of one proposer to change a register.</summary>
internal readonly record struct OperationId(long Proposer, long Number)
{
    public override string ToString() => $"{Proposer}#{Number}";
}
