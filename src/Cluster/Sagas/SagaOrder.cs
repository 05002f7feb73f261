namespace Cluster.Sagas;

/// <summary>What an operator orders.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaOrder")]
internal sealed record SagaOrder([property: Id(0)] SagaAction Action, [property: Id(1)] string? Step, [property: Id(2)] string By, [property: Id(3)] string Reason);
