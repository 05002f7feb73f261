namespace Cluster.Silo.Registers.Protocol;

/// <summary>The value that a read-modify-write puts in place; null makes the register absent.</summary>
internal sealed record RegisterChange(byte[]? Value);
