namespace Cluster.Sagas;

/// <summary>A step as its saga defines it.</summary>
internal sealed record DefinedStep
{
    public required string Name { get; init; }

    /// <summary>What its key is made of: its own name, or of a confirmation the name of the branch.</summary>
    public required string Branch { get; init; }

    public required int Stage { get; init; }

    public required SagaOperation Operation { get; init; }

    public required SagaStepOptions Options { get; init; }

    public required StepBody RunAsync { get; init; }

    public StepBody? CompensateAsync { get; init; }

    public bool IsPivot { get; init; }
}
