namespace Cluster.Silo.Registers.Protocol;

/// <summary>A page of a sealed replica's registers, in the order of their names.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.FetchResponse")]
internal sealed record FetchResponse(
    [property: Id(0)] FetchAnswer Answer,
    [property: Id(1)] long Epoch,
    [property: Id(2)] IReadOnlyList<KeyValuePair<string, RegisterState>> Registers,
    [property: Id(3)] bool IsLast);
