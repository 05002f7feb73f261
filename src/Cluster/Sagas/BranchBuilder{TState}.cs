namespace Cluster.Sagas;

/// <summary>The branches of a <see cref="TryConfirmCancel{TState}"/>.</summary>
/// <typeparam name="TState">The type of its state.</typeparam>
public sealed class BranchBuilder<TState>
    where TState : class
{
    private readonly SagaStage<TState> _stage;

    internal BranchBuilder(SagaStage<TState> stage) => _stage = stage;

    /// <inheritdoc cref="SagaBuilder{TState}.Branch"/>
    public BranchBuilder<TState> Branch(
        string name, SagaStepBody<TState> attempt, SagaStepBody<TState> confirm, SagaStepBody<TState> cancel, Action<SagaStepOptions>? configure = null)
    {
        _stage.Branch(name, attempt, confirm, cancel, configure);
        return this;
    }
}
