namespace Cluster.Sagas;

/// <summary>Steps and branches that run side by side.</summary>
/// <typeparam name="TState">The type of the saga's state.</typeparam>
public sealed class SagaStage<TState>
    where TState : class
{
    private readonly SagaBuilder<TState> _saga;
    private readonly int _stage;

    internal SagaStage(SagaBuilder<TState> saga, int stage) => (_saga, _stage) = (saga, stage);

    /// <inheritdoc cref="SagaBuilder{TState}.Step"/>
    public SagaStage<TState> Step(string name, SagaStepBody<TState> run, SagaStepBody<TState>? compensate = null, Action<SagaStepOptions>? configure = null)
    {
        _saga.AddStep(_stage, name, run, compensate, configure);
        return this;
    }

    /// <inheritdoc cref="SagaBuilder{TState}.Branch"/>
    public SagaStage<TState> Branch(
        string name, SagaStepBody<TState> attempt, SagaStepBody<TState> confirm, SagaStepBody<TState> cancel, Action<SagaStepOptions>? configure = null)
    {
        _saga.AddBranch(_stage, name, attempt, confirm, cancel, configure);
        return this;
    }
}
