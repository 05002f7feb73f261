using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>
/// The rules that make a lock a lock, one method each. They are apart from the machinery that obeys them so that the simulation can
/// break each in turn and see that it is noticed.
/// </summary>
internal abstract class LockRules
{
    /// <summary>The rules as they are.</summary>
    public static LockRules Standard { get; } = new StandardRules();

    /// <summary>Whether a claim can hold together with the present holders.</summary>
    public virtual bool Admits(LockQueue queue, LockClaim claim)
    {
        switch (claim.Mode)
        {
            case LockMode.Permits:
                return queue.PermitsHeld + claim.Terms.Permits <= claim.Terms.Limit;
            case LockMode.Exclusive:
                return queue.Holders.Count == 0;
            default:
                foreach (var holder in queue.Holders)
                {
                    if (LockConflict.Between(holder.Mode, claim.Mode))
                        return false;
                }

                return true;
        }
    }

    /// <summary>Who is the next to be granted.</summary>
    public virtual LockClaim? NextWaiter(LinkedList<LockClaim> waiters) => waiters.First?.Value;

    /// <summary>
    /// The token of a grant. Readers that join a group share its token: a resource that accepts only tokens not older than the newest it
    /// has seen must not turn away a reader because another reader came later.
    /// </summary>
    public virtual long Token(LockQueue queue, LockClaim claim, long fresh) =>
        claim.Mode is LockMode.Shared or LockMode.Upgradeable && claim != queue.Upgrading && queue.SharedToken != 0 ? queue.SharedToken : fresh;

    /// <summary>
    /// Whether a new activation may grant from a queue. While clients of the one before have still to check in, one of them may hold
    /// what looks free; only a lock that a client has claimed back exclusively is surely nobody else's. Even that one is not granted before
    /// <paramref name="windowOver"/>, so that waiters who come back a moment later still find their places.
    /// </summary>
    public virtual bool MayGrant(LockQueue queue, int awaited, bool windowOver) => awaited == 0 || (queue.IsSettled && windowOver);

    /// <summary>
    /// Whether a waiter may be told its place in the queue. Not while an earlier activation may still grant: whoever asked there could come before one who had been told its place here before.
    /// </summary>
    public virtual bool MayTellPlace(bool isAlone) => isAlone;

    /// <summary>Whether an operation of a link was applied before.</summary>
    public virtual bool WasApplied(long number, long appliedThrough) => number <= appliedThrough;

    private sealed class StandardRules : LockRules;
}
