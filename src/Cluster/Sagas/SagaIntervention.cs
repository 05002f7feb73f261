namespace Cluster.Sagas;

/// <summary>What an operator did to a saga. It is kept with the saga as long as the cluster remembers it.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Action"><c>retry</c>, <c>skip</c> or <c>cancel</c>.</param>
/// <param name="Step">The step, or null when it was about the whole saga.</param>
/// <param name="By">Who, as the caller said.</param>
/// <param name="Reason">Why, as the caller said.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaIntervention")]
public sealed record SagaIntervention(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Action,
    [property: Id(2)] string? Step,
    [property: Id(3)] string By,
    [property: Id(4)] string Reason);
