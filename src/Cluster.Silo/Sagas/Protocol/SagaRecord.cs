using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Protocol;

/// <summary>What is durable of a saga.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaRecord")]
internal sealed record SagaRecord
{
    [Id(0)]
    public required string Kind { get; init; }

    [Id(1)]
    public required int Version { get; init; }

    /// <summary>Tells this saga from an earlier one of the same identity that the cluster has forgotten; a part of all keys.</summary>
    [Id(2)]
    public required string Incarnation { get; init; }

    [Id(3)]
    public SagaState State { get; init; }

    [Id(4)]
    public required IReadOnlyList<StepRecord> Steps { get; init; }

    /// <summary>The user's state as the serializer writes it.</summary>
    [Id(5)]
    public required byte[] Data { get; init; }

    /// <summary>Why it turned back.</summary>
    [Id(6)]
    public string? Failure { get; init; }

    [Id(7)]
    public required DateTimeOffset StartedAt { get; init; }

    [Id(8)]
    public DateTimeOffset? EndedAt { get; init; }

    [Id(9)]
    public IReadOnlyList<OutboxMessage> Outbox { get; init; } = [];

    [Id(10)]
    public IReadOnlyList<SagaIntervention> Interventions { get; init; } = [];

    [Id(11)]
    public string? TraceParent { get; init; }

    [Id(12)]
    public WriteStamp Stamp { get; init; }

    public bool IsFinal => State is SagaState.Completed or SagaState.Compensated;

    /// <summary>Nothing is left to do, messages included.</summary>
    public bool IsSettled => IsFinal && Outbox.Count == 0;

    public SagaRecord With(int step, Func<StepRecord, StepRecord> change)
    {
        var steps = Steps.ToArray();
        steps[step] = change(steps[step]);
        return this with { Steps = steps };
    }
}
