using System.Runtime.CompilerServices;

namespace Cluster.Sagas;

/// <summary>A handle on one saga. It holds no resources; the saga lives in the cluster.</summary>
public sealed class SagaHandle
{
    // Well below the time after which a client makes a second attempt beside a call that has no answer.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private readonly ClusterSagas _sagas;
    private readonly IGrainFactory _grains;

    internal SagaHandle(ClusterSagas sagas, IGrainFactory grains, string id, bool isNew) => (_sagas, _grains, Id, IsNew) = (sagas, grains, id, isNew);

    /// <summary>The saga's identity.</summary>
    public string Id { get; }

    /// <summary>Whether the call that gave this handle started the saga; false when it was there, and on a handle from <see cref="ClusterSagas.Get"/>.</summary>
    public bool IsNew { get; }

    private ISagaGrain Grain => _grains.GetGrain<ISagaGrain>(Id);

    /// <summary>The saga as it stands now.</summary>
    /// <exception cref="SagaNotFoundException">The cluster knows no such saga (any more).</exception>
    public Task<SagaStatus> GetStatusAsync(CancellationToken cancellationToken = default) => GetStatusAsync(null, cancellationToken);

    /// <summary>The saga's status now and at each change, ending with the final one. Changes that follow each other quickly may be told as one.</summary>
    /// <exception cref="SagaNotFoundException">The cluster knows no such saga (any more).</exception>
    public async IAsyncEnumerable<SagaStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? revision = null;
        while (true)
        {
            var status = await GetStatusAsync(revision, cancellationToken);
            if (status.Revision != revision)
                yield return status;
            if (status.IsFinal)
                yield break;
            revision = status.Revision;
        }
    }

    /// <summary>Waits for the end. Cancelling stops the waiting, not the saga.</summary>
    /// <typeparam name="TState">The type of the saga's state.</typeparam>
    /// <exception cref="SagaNotFoundException">The cluster knows no such saga (any more).</exception>
    public async Task<SagaResult<TState>> WaitAsync<TState>(CancellationToken cancellationToken = default)
        where TState : class
    {
        var end = await WaitAsync(cancellationToken);
        return new SagaResult<TState>(end.State, _sagas.Serializer.Deserialize<TState>(end.Serialized!)!, end.Failure);
    }

    /// <summary>Waits for the end, and gives it without the typed state.</summary>
    /// <exception cref="SagaNotFoundException">The cluster knows no such saga (any more).</exception>
    public async Task<SagaStatus> WaitAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var status in WatchAsync(cancellationToken))
        {
            if (status.IsFinal)
                return status;
        }

        throw new InvalidOperationException("A saga's watch ends with a final status.");
    }

    /// <summary>Tries now what waits for its next attempt. Noted with the saga.</summary>
    /// <param name="reason">Why; 1 to 500 characters.</param>
    /// <param name="step">The step, or null for all that wait.</param>
    /// <param name="by">Who; the user of this process by default.</param>
    /// <param name="cancellationToken">Stops the waiting; it may have happened.</param>
    /// <exception cref="SagaInterventionException">Nothing is being tried.</exception>
    /// <exception cref="SagaNotFoundException">The cluster knows no such saga (any more).</exception>
    /// <exception cref="OutcomeUnknownException">No answer came: it may have happened.</exception>
    public Task RetryAsync(string reason, string? step = null, string? by = null, CancellationToken cancellationToken = default) =>
        InterveneAsync(SagaAction.Retry, step, reason, by, cancellationToken);

    /// <summary>
    /// Takes a step that is running, or a compensation, as carried out, because somebody has seen to it outside. An attempt under way is not waited for and may
    /// still take effect. Noted with the saga.
    /// </summary>
    /// <inheritdoc cref="RetryAsync"/>
    public Task SkipAsync(string step, string reason, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(step);
        return InterveneAsync(SagaAction.Skip, step, reason, by, cancellationToken);
    }

    /// <summary>Turns the saga back: what may have happened is compensated. Not possible once its pivot may have happened. Noted with the saga.</summary>
    /// <inheritdoc cref="RetryAsync"/>
    public Task CancelAsync(string reason, string? by = null, CancellationToken cancellationToken = default) =>
        InterveneAsync(SagaAction.Cancel, null, reason, by, cancellationToken);

    private Task InterveneAsync(SagaAction action, string? step, string reason, string? by, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (reason.Length > 500)
            throw new ArgumentException($"A reason has at most 500 characters; this one has {reason.Length}.", nameof(reason));
        var who = by ?? Environment.UserName;
        return Grain.InterveneAsync(new SagaOrder(action, step, who.Length <= 100 ? who : who[..100], reason), cancellationToken);
    }

    private async Task<SagaStatus> GetStatusAsync(string? known, CancellationToken cancellationToken) =>
        await Grain.GetStatusAsync(known, known is null ? TimeSpan.Zero : Pace, cancellationToken) ?? throw new SagaNotFoundException(
            $"The cluster knows no saga {Id}. It remembers ended ones for a while only (Cluster:Sagas:KeepFor); `ListAsync` gives the last ones.");
}
