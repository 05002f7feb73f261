namespace Cluster.Sagas;

/// <summary>A saga as the index lists it.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaEntry")]
internal sealed record SagaEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] int Version,
    [property: Id(3)] SagaState State,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] DateTimeOffset? EndedAt,
    [property: Id(6)] bool IsSettled)
{
    public SagaStatus Status => new(Id, Kind, Version, State, null, null, StartedAt, EndedAt, null, [], 0, [], null);
}
