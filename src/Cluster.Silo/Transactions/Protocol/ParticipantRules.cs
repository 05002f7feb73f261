using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The rules of a participant, apart from what obeys them so that the simulation can break each in turn and see that it is noticed.</summary>
internal abstract class ParticipantRules
{
    /// <summary>The rules as they are.</summary>
    public static ParticipantRules Standard { get; } = new StandardRules();

    /// <summary>Wound-wait: whether a transaction that needs a lock ends the one that holds it, rather than wait for it.</summary>
    public virtual bool Wounds(TransactionId waiting, LockOwner holder) => waiting.IsOlderThan(holder.Transaction) && !holder.IsPrepared;

    /// <summary>Whether a prepared transaction keeps the locks of what it writes until it is decided.</summary>
    public virtual bool KeepsLocksUntilDecided => true;

    /// <summary>Whether an answer waits until what it tells of is durable, and until it is sure that no other activation has taken over.</summary>
    public virtual bool WaitsForSync(ParticipantRequest request) => true;

    /// <summary>Whether an inquiry ends a session that is not prepared, so that the answer stays true.</summary>
    public virtual bool InquiryEnds => true;

    /// <summary>Whether a reader without locks is told that an item is promised to somebody, who may have committed.</summary>
    public virtual bool ChecksPromises => true;

    /// <summary>Whether a commit decided by votes is remembered until nobody can be in doubt.</summary>
    public virtual bool RemembersCommits => true;

    /// <summary>Whether a prepared transaction may be dropped when its coordinator is silent.</summary>
    public virtual bool GivesUpInDoubt => false;

    private sealed class StandardRules : ParticipantRules;
}
