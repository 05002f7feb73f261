namespace Cluster.Membership;

/// <summary>One silo as membership and the silo itself report it.</summary>
/// <param name="Name">The stable name (silo-1, silo-2 ...): it outlives a restart, the address does not.</param>
/// <param name="Address">Address and generation, as Orleans prints them.</param>
/// <param name="State">Orleans' membership status: Joining, Active, ShuttingDown, Stopping, Dead.</param>
/// <param name="StartedAt">When this incarnation joined (UTC).</param>
/// <param name="Activations">Grain activations on the silo, or null when the silo did not answer.</param>
/// <param name="CpuPercent">Processor use of the silo's process, 0 to 100 over all cores, or null when unknown.</param>
/// <param name="MemoryBytes">Resident memory of the silo's process in bytes, or null when unknown.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Membership.SiloInfo")]
public sealed record SiloInfo(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string State,
    [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] int? Activations,
    [property: Id(5)] double? CpuPercent,
    [property: Id(6)] long? MemoryBytes);
