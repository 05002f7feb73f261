using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Protocol;

/// <summary>What is durable of a step.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.StepRecord")]
internal sealed record StepRecord
{
    /// <summary>Its name, so that a saga is shown, and its steps are compared, where its class is not known.</summary>
    [Id(5)]
    public string Name { get; init; } = "";

    [Id(0)]
    public SagaStepState State { get; init; }

    /// <summary>Why it was refused or given up, or why it does not succeed though it must.</summary>
    [Id(1)]
    public string? Error { get; init; }

    /// <summary>Since when it is tried, forward or backward.</summary>
    [Id(2)]
    public DateTimeOffset? StartedAt { get; init; }

    [Id(3)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>It must succeed and has failed several times: an operator should look. It goes on being tried.</summary>
    [Id(4)]
    public bool IsStuck { get; init; }
}
