namespace Cluster.Sagas;

/// <summary>The index of a part of all sagas; keys 0 to <see cref="SagaShards.Count"/> - 1.</summary>
[Alias("Cluster.Sagas.ISagaShardGrain")]
internal interface ISagaShardGrain : IGrainWithIntegerKey
{
    /// <summary>Lists a saga, durably: as unsettled, or as ended. One that has ended stays so.</summary>
    [Alias("Record"), Idempotent]
    Task RecordAsync(SagaEntry entry, CancellationToken cancellationToken);

    /// <summary>The newest sagas first.</summary>
    [Alias("List"), Idempotent]
    Task<IReadOnlyList<SagaEntry>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Sees to it that every saga that has not ended is driven. Returns at once; what cannot be reached is tried again.</summary>
    [Alias("Check"), Idempotent, ResponseTimeout("00:00:05")]
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>The kinds of sagas that the silo of this grain can run.</summary>
    [Alias("Kinds"), Idempotent]
    Task<IReadOnlyList<SagaKind>> ListKindsAsync(CancellationToken cancellationToken);
}
