namespace Cluster.Sagas;

/// <summary>Where a step of a saga stands.</summary>
public enum SagaStepState
{
    /// <summary>Its turn has not come; nothing of it has happened.</summary>
    Waiting,

    /// <summary>It is durable that it may be attempted: from here on it may have happened.</summary>
    Running,

    /// <summary>It happened.</summary>
    Done,

    /// <summary>It was refused, and surely nothing of it happened.</summary>
    Refused,

    /// <summary>It was given up with an outcome that nobody knows, so it is compensated as if it had happened.</summary>
    Failed,

    /// <summary>It is being undone, again and again until that succeeds.</summary>
    Compensating,

    /// <summary>It is undone, or it was found that nothing of it had happened and nothing of it can happen later.</summary>
    Compensated,

    /// <summary>An operator took the step on themselves: it counts as done and is not compensated.</summary>
    Skipped,

    /// <summary>An operator took the compensation on themselves.</summary>
    CompensationSkipped,
}
