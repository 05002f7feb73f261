namespace Cluster.Silo.Sagas.Protocol;

/// <summary>The rules of a driver, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class SagaRules
{
    /// <summary>The rules as they are.</summary>
    public static SagaRules Standard { get; } = new StandardRules();

    /// <summary>Whether a step waits until it is durable that it may have happened.</summary>
    public virtual bool RunsDurableStepsOnly => true;

    /// <summary>Whether a driver that takes over writes before it does anything, so that the one before it can write no more.</summary>
    public virtual bool ClaimsFirst => true;

    /// <summary>Whether a refusal is believed only when no earlier attempt has an outcome that nobody knows.</summary>
    public virtual bool DoubtsRefusals => true;

    /// <summary>Whether a stage is undone only when all later ones are.</summary>
    public virtual bool CompensatesInReverse => true;

    /// <summary>Whether a step that was given up with an unknown outcome is undone.</summary>
    public virtual bool CompensatesUnknown => true;

    /// <summary>Whether a saga turns back only once its running attempts have ended.</summary>
    public virtual bool AwaitsAttempts => true;

    private sealed class StandardRules : SagaRules;
}
