namespace Cluster.Sagas;

/// <summary>One saga; the key is its identity. It drives the saga while that has not ended.</summary>
[Alias("Cluster.Sagas.ISagaGrain")]
internal interface ISagaGrain : IGrainWithStringKey
{
    /// <summary>Makes the saga durable and starts it, unless there is one. Says whether it was this request that started it.</summary>
    /// <exception cref="ArgumentException">The kind is not known or is another than the saga's, or the state cannot be read or is too large.</exception>
    [Alias("Start"), Idempotent, ResponseTimeout("00:00:30")]
    Task<bool> StartAsync(SagaStart start, CancellationToken cancellationToken);

    /// <summary>The saga as it stands, or null when there is none. Answers at once unless <paramref name="known"/> is its revision; then when it changes, or after <paramref name="wait"/>.</summary>
    [Alias("GetStatus"), Idempotent]
    Task<SagaStatus?> GetStatusAsync(string? known, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Retries, skips or cancels; returns when that is durable.</summary>
    /// <exception cref="SagaNotFoundException">There is no such saga.</exception>
    /// <exception cref="SagaInterventionException">That cannot be done to the saga as it stands.</exception>
    [Alias("Intervene")]
    Task InterveneAsync(SagaOrder order, CancellationToken cancellationToken);

    /// <summary>Sees to it that the saga is driven. Does nothing else, and nothing if there is none.</summary>
    [Alias("Resume"), Idempotent, ResponseTimeout("00:00:05")]
    Task ResumeAsync(CancellationToken cancellationToken);
}
