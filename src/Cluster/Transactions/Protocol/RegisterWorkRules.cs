namespace Cluster.Transactions.Protocol;

/// <summary>The rules of a transaction over registers, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class RegisterWorkRules
{
    /// <summary>The rules as they are.</summary>
    public static RegisterWorkRules Standard { get; } = new StandardRules();

    /// <summary>Whether a register that was only read must have the version still that was read.</summary>
    public virtual bool Checks => true;

    /// <summary>Whether all promises must stand before it looks.</summary>
    public virtual bool PromisesBeforeItChecks => true;

    /// <summary>How many promises may be missing.</summary>
    public virtual int PromisesNotWaitedFor => 0;

    /// <summary>Whether a promise of which it is not known whether it stands counts as none.</summary>
    public virtual bool RefusesTheUnknown => true;

    private sealed class StandardRules : RegisterWorkRules;
}
