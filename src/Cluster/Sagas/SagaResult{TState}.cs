namespace Cluster.Sagas;

/// <summary>How a saga ended.</summary>
/// <typeparam name="TState">The type of its state.</typeparam>
/// <param name="State">Completed or compensated.</param>
/// <param name="Value">Its state at the end.</param>
/// <param name="Failure">Why it turned back; null when it completed.</param>
public sealed record SagaResult<TState>(SagaState State, TState Value, string? Failure)
{
    /// <summary>Whether every step was done.</summary>
    public bool IsCompleted => State == SagaState.Completed;
}
