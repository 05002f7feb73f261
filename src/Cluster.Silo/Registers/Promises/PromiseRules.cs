namespace Cluster.Silo.Registers.Promises;

/// <summary>The rules for promises in registers, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class PromiseRules
{
    /// <summary>The rules as they are.</summary>
    public static PromiseRules Standard { get; } = new StandardRules();

    /// <summary>Whether a plain write waits until a promise that it meets is over.</summary>
    public virtual bool WritesWait => true;

    /// <summary>Whether a read does.</summary>
    public virtual bool ReadsWait => true;

    /// <summary>Whether a promise is made only where none stands.</summary>
    public virtual bool PromisesWait => true;

    /// <summary>Whether a promise that is not decided is broken by a decision, and not without.</summary>
    public virtual bool DecidesBeforeItBreaks => true;

    /// <summary>
    /// Whether who learned a decision ends the promise, and so sees that it still stood when the question was asked, before it goes on: a decision that is not found may have been forgotten.
    /// </summary>
    public virtual bool SettlesBeforeItAnswers => true;

    /// <summary>Whether a promise is ended only if it still stands.</summary>
    public virtual bool LooksBeforeItSettles => true;

    private sealed class StandardRules : PromiseRules;
}
