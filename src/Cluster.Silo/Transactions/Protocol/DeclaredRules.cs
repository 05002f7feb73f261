namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The rules of declared transactions, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class DeclaredRules
{
    /// <summary>The rules as they are.</summary>
    public static DeclaredRules Standard { get; } = new StandardRules();

    /// <summary>Whether a request that was carried out is answered from what was kept of it.</summary>
    public virtual bool RemembersResults => true;

    /// <summary>Whether a request that its caller does not ask for any more is known by its number.</summary>
    public virtual bool KnowsLateCopies => true;

    /// <summary>Whether a session that is not known is refused.</summary>
    public virtual bool RefusesUnknownSessions => true;

    /// <summary>Whether what a transaction wrote before it threw is undone.</summary>
    public virtual bool UndoesFailures => true;

    /// <summary>Whether answers wait until the batch has committed.</summary>
    public virtual bool AnswersWhenCommitted => true;

    private sealed class StandardRules : DeclaredRules;
}
