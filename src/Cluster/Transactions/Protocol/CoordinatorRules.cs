namespace Cluster.Transactions.Protocol;

/// <summary>The rules of a coordinator, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class CoordinatorRules
{
    /// <summary>The rules as they are.</summary>
    public static CoordinatorRules Standard { get; } = new StandardRules();

    /// <summary>Whether the votes suffice to commit, or to ask the decision register to.</summary>
    public virtual bool Suffice(int votes, int asked) => votes == asked;

    /// <summary>
    /// Whether those that only read must have said that their reads hold before the writers are asked to prepare. With votes as the decision they must:
    /// once the last writer is prepared anybody may commit, and nobody would ask the readers.
    /// </summary>
    public virtual bool ValidatesFirst(DecisionRule rule) => rule == DecisionRule.ByVotes;

    /// <summary>Whether the deadline may still abort when writers were asked to prepare: only if nobody but the coordinator can commit.</summary>
    public virtual bool MayAbortWhilePreparing(DecisionRule rule) => rule == DecisionRule.ByRegister;

    private sealed class StandardRules : CoordinatorRules;
}
