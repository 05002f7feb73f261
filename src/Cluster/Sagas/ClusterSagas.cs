using Cluster.Registers;
using Orleans.Serialization;

namespace Cluster.Sagas;

/// <summary>
/// Sagas and try-confirm-cancel: starting, awaiting, watching and mending them.
/// <code>
/// var trip = await cluster.Sagas.StartAsync("TripSaga", "trip-42", new Trip { Traveller = "Ada" });
/// var result = await trip.WaitAsync&lt;Trip&gt;();
/// </code>
/// The classes themselves (<see cref="Saga{TState}"/>) live at the silos. Calls other than interventions are safe to repeat and are repeated while a silo's death keeps them from an answer.
/// </summary>
public sealed class ClusterSagas
{
    private readonly IGrainFactory _grains;
    private readonly ClusterRegisters _registers;

    internal ClusterSagas(IGrainFactory grains, ClusterRegisters registers) => (_grains, _registers) = (grains, registers);

    internal Serializer Serializer => _registers.Serializer;

    /// <summary>
    /// Starts a saga. When this returns, the saga is durable: it ends completed or compensated, whichever silo dies and whether or not the caller lives. If there is a saga of
    /// that identity, nothing is started, whatever the state given here: <see cref="SagaHandle.IsNew"/> tells.
    /// </summary>
    /// <param name="kind">The saga's name, <see cref="Saga.Name"/>.</param>
    /// <param name="sagaId">1 to 128 letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, <c>:</c> or <c>@</c>. Identities of ended sagas are remembered for <c>Cluster:Sagas:KeepFor</c>, 30 days by default.</param>
    /// <param name="state">Its first state, of the type that the saga has.</param>
    /// <param name="cancellationToken">Stops the waiting for the acceptance; the saga may have been accepted all the same.</param>
    /// <exception cref="ArgumentException">No silo knows the kind, the identity belongs to a saga of another kind, or the state is of another type or too large.</exception>
    public Task<SagaHandle> StartAsync<TState>(string kind, string sagaId, TState state, CancellationToken cancellationToken = default)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(state);
        return StartAsync(sagaId, new SagaStart(kind, NewRequest(), Serializer.SerializeToArray(state), null), cancellationToken);
    }

    /// <summary>Starts a saga with a state written as JSON (camel case, enumerations by name).</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<SagaHandle> StartFromJsonAsync(string kind, string sagaId, string json, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        return StartAsync(sagaId, new SagaStart(kind, NewRequest(), null, json), cancellationToken);
    }

    /// <summary>A handle on a saga by its identity; no call is made.</summary>
    /// <exception cref="ArgumentException">It is no identity of a saga.</exception>
    public SagaHandle Get(string sagaId) => new(this, _grains, SagaNames.CheckedId(sagaId), isNew: false);

    /// <summary>The sagas that the cluster lists, those that have not ended first, then newest first; without their states.</summary>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<SagaStatus>> ListAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        var shards = await Task.WhenAll(Enumerable.Range(0, SagaShards.Count).Select(shard => _grains.GetGrain<ISagaShardGrain>(shard).ListAsync(limit, cancellationToken)));
        var listed = shards.SelectMany(shard => shard).OrderBy(entry => entry.State is SagaState.Completed or SagaState.Compensated).ThenByDescending(entry => entry.StartedAt).Take(limit);
        return await Task.WhenAll(listed.Select(entry => entry.IsSettled ? Task.FromResult(entry.Status) : GetLiveAsync(entry, cancellationToken)));
    }

    /// <summary>The kinds of sagas that a silo can run.</summary>
    public Task<IReadOnlyList<SagaKind>> ListKindsAsync(CancellationToken cancellationToken = default) =>
        _grains.GetGrain<ISagaShardGrain>(0).ListKindsAsync(cancellationToken);

    private static string NewRequest() => Guid.NewGuid().ToString("N")[..12];

    private async Task<SagaHandle> StartAsync(string sagaId, SagaStart start, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(start.Kind);
        SagaNames.CheckedId(sagaId);
        var isNew = await _grains.GetGrain<ISagaGrain>(sagaId).StartAsync(start, cancellationToken);
        return new SagaHandle(this, _grains, sagaId, isNew);
    }

    private async Task<SagaStatus> GetLiveAsync(SagaEntry entry, CancellationToken cancellationToken)
    {
        var live = await _grains.GetGrain<ISagaGrain>(entry.Id).GetStatusAsync(null, TimeSpan.Zero, cancellationToken);
        return live?.Summary() ?? entry.Status;
    }
}
