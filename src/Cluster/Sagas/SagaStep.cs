using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Sagas;

/// <summary>One attempt of a step, a confirmation or a compensation, as the saga's code sees it.</summary>
public abstract class SagaStep
{
    private readonly IServiceProvider _services;

    private protected SagaStep(SagaStepIdentity identity, int attempt, IServiceProvider services) =>
        (Identity, Attempt, _services) = (identity, attempt, services);

    /// <summary>The saga's identity.</summary>
    public string SagaId => Identity.SagaId;

    /// <summary>The step's name; of a confirmation the branch's.</summary>
    public string Name => Identity.Name;

    /// <summary>
    /// Names the step of this saga, for ever the same and no other's: what a participant's barrier (<see cref="StepLedger"/>, <see cref="StepBarrier"/>) keeps.
    /// The step, its confirmation and its compensation have the same key and differ by <see cref="Operation"/>.
    /// </summary>
    public string Key => Identity.Key;

    /// <summary>What is to be done: the step itself, its confirmation or its compensation.</summary>
    public SagaOperation Operation => Identity.Operation;

    /// <summary>
    /// <see cref="Key"/> and <see cref="Operation"/> in one text, the same at every attempt: for services that take an idempotency key
    /// (<c>Idempotency-Key</c> headers, unique columns).
    /// </summary>
    public string IdempotencyKey => $"{Key}/{Identity.Operation.ToString().ToLowerInvariant()}";

    /// <summary>Which attempt this is, from 1; counted anew when another silo takes over.</summary>
    public int Attempt { get; }

    /// <summary>The cluster: grains, registers, locks, transactions.</summary>
    public ClusterClient Cluster => _services.GetRequiredService<ClusterClient>();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _services;

    internal SagaStepIdentity Identity { get; }
}
