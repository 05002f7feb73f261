namespace Cluster.Sagas;

/// <summary>The code of a step, a confirmation or a compensation. It is run at least once and must be safe to repeat under the step's key.</summary>
/// <param name="step">The attempt: key, state, and what to say of its end.</param>
/// <param name="cancellationToken">Cancelled when the attempt's time is up, or nobody waits for it any more. What it has begun may have happened all the same.</param>
/// <typeparam name="TState">The type of the saga's state.</typeparam>
public delegate Task SagaStepBody<TState>(SagaStep<TState> step, CancellationToken cancellationToken)
    where TState : class;
