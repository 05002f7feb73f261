namespace Cluster.Sagas;

/// <summary>A step as seen at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stage">Steps of one stage run side by side, stages one after the other; from 0.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Error">Why its last attempt failed, or null.</param>
/// <param name="Attempts">How often it, or its compensation, was attempted by the silo that drives the saga now.</param>
/// <param name="StartedAt">Since when it, or its compensation, is tried (UTC), or null.</param>
/// <param name="EndedAt">When that ended (UTC), or null.</param>
/// <param name="NextAttemptAt">When it is tried again (UTC); null while an attempt is under way, or when none is to follow.</param>
/// <param name="IsStuck">It cannot be given up and has failed several times: an operator should look. It goes on being tried.</param>
/// <param name="CanCompensate">Whether there is a compensation.</param>
/// <param name="IsPivot">Whether it is the point of no return.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaStepStatus")]
public sealed record SagaStepStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] int Stage,
    [property: Id(2)] SagaStepState State,
    [property: Id(3)] string? Error,
    [property: Id(4)] int Attempts,
    [property: Id(5)] DateTimeOffset? StartedAt,
    [property: Id(6)] DateTimeOffset? EndedAt,
    [property: Id(7)] DateTimeOffset? NextAttemptAt,
    [property: Id(8)] bool IsStuck,
    [property: Id(9)] bool CanCompensate,
    [property: Id(10)] bool IsPivot);
