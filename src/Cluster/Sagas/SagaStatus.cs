namespace Cluster.Sagas;

/// <summary>A saga as seen at one moment.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Kind">The name of its class.</param>
/// <param name="Version">The version of the steps it runs under.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Failure">Why it turned back, or null.</param>
/// <param name="Problem">Why it does not go on though it has not ended, or null: the silo does not know its kind and version.</param>
/// <param name="StartedAt">When it was accepted (UTC).</param>
/// <param name="EndedAt">When it reached a final state (UTC), or null.</param>
/// <param name="Data">The user's state as JSON; null in lists, and when it cannot be written as JSON.</param>
/// <param name="Steps">Its steps in the order of their stages; none in lists of sagas that have ended.</param>
/// <param name="PendingMessages">How many messages of its steps have not been taken yet.</param>
/// <param name="Interventions">What operators did, the last 20.</param>
/// <param name="Silo">The silo that drives it, or null.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaStatus")]
public sealed record SagaStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] int Version,
    [property: Id(3)] SagaState State,
    [property: Id(4)] string? Failure,
    [property: Id(5)] string? Problem,
    [property: Id(6)] DateTimeOffset StartedAt,
    [property: Id(7)] DateTimeOffset? EndedAt,
    [property: Id(8)] string? Data,
    [property: Id(9)] IReadOnlyList<SagaStepStatus> Steps,
    [property: Id(10)] int PendingMessages,
    [property: Id(11)] IReadOnlyList<SagaIntervention> Interventions,
    [property: Id(12)] string? Silo)
{
    /// <summary>True in a state that nothing will change any more. Messages may still be on their way.</summary>
    public bool IsFinal => State is SagaState.Completed or SagaState.Compensated;

    /// <summary>Whether an operator should look: something that cannot be given up keeps failing, or the saga cannot go on.</summary>
    public bool NeedsAttention => Problem is not null || Steps.Any(step => step.IsStuck);

    /// <summary>The state as Orleans' serializer wrote it, for whoever knows its type.</summary>
    [Id(13)]
    internal byte[]? Serialized { get; init; }

    /// <summary>Tells this from what was seen before.</summary>
    [Id(14)]
    internal string? Revision { get; init; }

    /// <summary>The status as lists carry it.</summary>
    internal SagaStatus Summary() => this with { Data = null, Serialized = null };
}
