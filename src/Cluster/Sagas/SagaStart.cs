namespace Cluster.Sagas;

/// <summary>A request to start a saga, with its state in one of two forms.</summary>
/// <param name="Kind">The saga's name.</param>
/// <param name="Request">Names the request, so that whoever repeats it is told whether it was this one that started the saga.</param>
/// <param name="Serialized">The state as Orleans' serializer wrote it.</param>
/// <param name="Json">The state as JSON.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaStart")]
internal sealed record SagaStart(
    [property: Id(0)] string Kind, [property: Id(1)] string Request, [property: Id(2)] byte[]? Serialized, [property: Id(3)] string? Json);
