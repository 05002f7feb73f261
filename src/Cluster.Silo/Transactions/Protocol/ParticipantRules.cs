using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The rules of a participant, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class ParticipantRules
{
    /// <summary>The rules as they are.</summary>
    public static ParticipantRules Standard { get; } = new StandardRules();

    /// <summary>Wound-wait: whether a transaction that needs a lock ends the one that holds it, rather than wait for it.</summary>
    public virtual bool Wounds(TransactionId waiting, LockOwner holder) => waiting.IsOlderThan(holder.Transaction);

    /// <summary>Whether what a prepared transaction is going to write is what those see that come after it, and not what was before.</summary>
    public virtual bool ShowsPromises => true;

    /// <summary>Whether who has seen an undecided promise waits with its own word until that is decided, and is over when that is aborted.</summary>
    public virtual bool WaitsForWhatItSaw => true;

    /// <summary>Whether an answer waits until what it tells of is durable, and until it is sure that no other activation has taken over.</summary>
    public virtual bool WaitsForSync(ParticipantRequest request) => true;

    /// <summary>Whether an inquiry ends a session that is not prepared, so that the answer stays true.</summary>
    public virtual bool InquiryEnds => true;

    /// <summary>Whether a reader without locks is told that an item is promised to somebody, who may have committed.</summary>
    public virtual bool ChecksPromises => true;

    /// <summary>Whether a commit decided by votes is remembered until nobody can be in doubt.</summary>
    public virtual bool RemembersCommits => true;

    /// <summary>Whether a writer tells the others that it has applied a commit only when that is durable.</summary>
    public virtual bool TellsWhenDurable => true;

    /// <summary>Whether a commit is durable where it is forgotten.</summary>
    public virtual bool ForgetsWhenDurable => true;

    /// <summary>Whether a participant that does not know all writers leaves it to the one that does to find that all have promised.</summary>
    public virtual bool LeavesCountingToWhoKnowsAll => true;

    /// <summary>Whether what the others have promised counts only when what this participant's own promise stands after is committed.</summary>
    public virtual bool CountsWhenBinding => true;

    /// <summary>Whether a commit is remembered until the coordinator surely knows of it, too.</summary>
    public virtual bool RemembersForCoordinator => true;

    /// <summary>Whether a prepared transaction may be dropped when its coordinator is silent.</summary>
    public virtual bool GivesUpInDoubt => false;

    private sealed class StandardRules : ParticipantRules;
}
