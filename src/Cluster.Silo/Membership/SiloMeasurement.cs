namespace Cluster.Silo.Membership;

/// <summary>What a silo says of itself.</summary>
/// <param name="Activations">Grain activations, Orleans' own included.</param>
/// <param name="CpuPercent">Processor use of the process since it was last measured, 0 to 100 over all cores; null the first time.</param>
/// <param name="MemoryBytes">Resident memory of the process.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Membership.SiloMeasurement")]
internal sealed record SiloMeasurement(
    [property: Id(0)] int Activations,
    [property: Id(1)] double? CpuPercent,
    [property: Id(2)] long MemoryBytes);
