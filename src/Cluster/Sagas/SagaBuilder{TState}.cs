using Orleans.Serialization;

namespace Cluster.Sagas;

/// <summary>Says what the steps of a saga are, in their order.</summary>
/// <typeparam name="TState">The type of the saga's state.</typeparam>
public sealed class SagaBuilder<TState>
    where TState : class
{
    /// <summary>The most steps of a saga, confirmations included.</summary>
    public const int MostSteps = 40;

    private readonly string _name;
    private readonly int _version;
    private readonly List<DefinedStep> _steps = [];
    private readonly List<DefinedStep> _confirmations = [];
    private int _stages;
    private int? _pivot;

    internal SagaBuilder(string name, int version) => (_name, _version) = (name, version);

    /// <summary>A step, after all that stand before it.</summary>
    /// <param name="name">Its name, which no other step has: 1 to 64 letters, digits, <c>-</c> or <c>_</c>.</param>
    /// <param name="run">What it does.</param>
    /// <param name="compensate">What undoes it; null when there is nothing to undo. None after a pivot.</param>
    /// <param name="configure">How it is tried.</param>
    /// <exception cref="ArgumentException">The name is taken or unfit, an option is out of its range, or the step cannot stand here.</exception>
    public SagaBuilder<TState> Step(string name, SagaStepBody<TState> run, SagaStepBody<TState>? compensate = null, Action<SagaStepOptions>? configure = null)
    {
        AddStep(_stages++, name, run, compensate, configure);
        return this;
    }

    /// <summary>Steps that run side by side; the next ones begin when all of them are done.</summary>
    public SagaBuilder<TState> Parallel(Action<SagaStage<TState>> stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage(new SagaStage<TState>(this, _stages));
        if (!_steps.Any(step => step.Stage == _stages))
            throw new ArgumentException($"Saga '{_name}': a stage needs a step at least.", nameof(stage));
        _stages++;
        return this;
    }

    /// <summary>
    /// A branch: tried here, confirmed once the saga can no longer turn back (after its pivot, or at its end when it has none), and cancelled if it turns back. This is how
    /// try-confirm-cancel is nested in a saga.
    /// </summary>
    /// <param name="name">Its name; the confirmation is the step <c>name.confirm</c>.</param>
    /// <param name="attempt">Reserves what is needed, so that confirming cannot fail for want of it.</param>
    /// <param name="confirm">Makes use of what was reserved. Attempted until it succeeds.</param>
    /// <param name="cancel">Gives back what was reserved. Attempted until it succeeds, and also when it is not known whether the try happened.</param>
    /// <param name="configure">How it is tried.</param>
    /// <exception cref="ArgumentException">The name is taken or unfit, an option is out of its range, or the branch stands after the pivot.</exception>
    public SagaBuilder<TState> Branch(
        string name, SagaStepBody<TState> attempt, SagaStepBody<TState> confirm, SagaStepBody<TState> cancel, Action<SagaStepOptions>? configure = null)
    {
        AddBranch(_stages++, name, attempt, confirm, cancel, configure);
        return this;
    }

    /// <summary>
    /// The point of no return: when it has happened the saga can only go forward. It cannot be undone; it is attempted until it succeeds or is surely refused.
    /// </summary>
    /// <inheritdoc cref="Step" path="/exception"/>
    public SagaBuilder<TState> Pivot(string name, SagaStepBody<TState> run, Action<SagaStepOptions>? configure = null)
    {
        if (_pivot is not null)
            throw new ArgumentException($"Saga '{_name}': '{name}' is its second pivot; it can have one.", nameof(name));
        _steps.Add(Defined(_stages, name, name, SagaOperation.Run, run, null, configure) with { IsPivot = true });
        _pivot = _stages++;
        return this;
    }

    internal void AddStep(int stage, string name, SagaStepBody<TState> run, SagaStepBody<TState>? compensate, Action<SagaStepOptions>? configure)
    {
        if (_pivot is not null && compensate is not null)
            throw new ArgumentException($"Saga '{_name}': '{name}' stands after the pivot, where nothing is undone any more: it takes no compensation.", nameof(compensate));
        _steps.Add(Defined(stage, name, name, SagaOperation.Run, run, compensate, configure));
    }

    internal void AddBranch(
        int stage, string name, SagaStepBody<TState> attempt, SagaStepBody<TState> confirm, SagaStepBody<TState> cancel, Action<SagaStepOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(cancel);
        if (_pivot is not null)
            throw new ArgumentException($"Saga '{_name}': the branch '{name}' stands after the pivot, where nothing can be cancelled any more.", nameof(name));
        _steps.Add(Defined(stage, name, name, SagaOperation.Run, attempt, cancel, configure));
        _confirmations.Add(Defined(stage, $"{name}.confirm", name, SagaOperation.Confirm, confirm, null, configure));
    }

    internal SagaDefinition Build()
    {
        if (!SagaNames.IsKind(_name))
            throw new ArgumentException($"'{_name}' is no name of a saga: it has 1 to 64 letters, digits, '-', '_' or '.'.");
        if (_version < 1)
            throw new ArgumentException($"Saga '{_name}': its version is {_version}; it must be 1 or more.");
        if (_steps.Count == 0)
            throw new ArgumentException($"Saga '{_name}' has no step.");

        // Branches are confirmed together, in a stage of their own right after the point of no return.
        var confirmAt = (_pivot ?? _stages - 1) + 1;
        var shift = _confirmations.Count > 0 ? 1 : 0;
        IReadOnlyList<DefinedStep> steps =
        [
            .. _steps.Where(step => step.Stage < confirmAt),
            .. _confirmations.Select(step => step with { Stage = confirmAt }),
            .. _steps.Where(step => step.Stage >= confirmAt).Select(step => step with { Stage = step.Stage + shift }),
        ];
        return steps.Count > MostSteps
            ? throw new ArgumentException($"Saga '{_name}' has {steps.Count} steps; it can have {MostSteps}.")
            : new SagaDefinition
            {
                Name = _name,
                Version = _version,
                Steps = steps,
                PointOfNoReturn = confirmAt,
                Check = static (data, serializer) => _ = serializer.Deserialize<TState>(data) ?? throw new ArgumentException("The state is null."),
                FromJson = static (json, serializer) => serializer.SerializeToArray(SagaJson.Read<TState>(json)),
                ToJson = static (data, serializer) => SagaJson.Write(serializer.Deserialize<TState>(data)),
            };
    }

    private DefinedStep Defined(
        int stage, string name, string branch, SagaOperation operation, SagaStepBody<TState> run, SagaStepBody<TState>? compensate, Action<SagaStepOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!SagaNames.IsStep(branch))
            throw new ArgumentException($"Saga '{_name}': '{branch}' is no name of a step: it has 1 to 64 letters, digits, '-' or '_'.", nameof(name));
        if (_steps.Concat(_confirmations).Any(step => step.Name == name))
            throw new ArgumentException($"Saga '{_name}' has two steps named '{name}'.", nameof(name));
        var options = new SagaStepOptions();
        configure?.Invoke(options);
        if (new AnnotationValidator<SagaStepOptions>().Validate(null, options) is { Failed: true } invalid)
            throw new ArgumentException($"Saga '{_name}', step '{name}': {invalid.FailureMessage}", nameof(configure));
        return new DefinedStep
        {
            Name = name,
            Branch = branch,
            Stage = stage,
            Operation = operation,
            Options = options,
            RunAsync = Body(run),
            CompensateAsync = compensate is null ? null : Body(compensate),
        };
    }

    private static StepBody Body(SagaStepBody<TState> body) => async (identity, attempt, services, serializer, data, cancellationToken) =>
    {
        var step = new SagaStep<TState>(identity, attempt, services, serializer, data);
        await body(step, cancellationToken);
        return step.End();
    };
}
