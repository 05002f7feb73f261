namespace Cluster.Sagas;

/// <summary>Where a saga stands. The last two are final.</summary>
public enum SagaState
{
    /// <summary>Accepted and durable; its steps are carried out.</summary>
    Running,

    /// <summary>A step was refused or given up, or somebody cancelled: what may have happened is undone, the last stage first.</summary>
    Compensating,

    /// <summary>Every step is done, or was skipped by an operator.</summary>
    Completed,

    /// <summary>Whatever may have happened is undone, or was left to an operator who skipped its compensation.</summary>
    Compensated,
}
