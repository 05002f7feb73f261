namespace Cluster.Registers.Protocol;

/// <summary>Names one operation of one client process for ever.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterOpId")]
internal readonly record struct RegisterOpId([property: Id(0)] Guid Client, [property: Id(1)] long Number);
