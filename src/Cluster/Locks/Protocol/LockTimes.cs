namespace Cluster.Locks.Protocol;

/// <summary>
/// The arithmetic of leases: what a client and a shard, each by its own clock, may conclude about the other as long as no clock runs
/// faster or slower than true time by more than <see cref="MaxDrift"/>.
/// </summary>
/// <remarks>
/// A shard counts a lease from when it handled a message; the client counts it from when it sent that message, which was earlier, and
/// stops sooner by the drift: C. Gray and D. Cheriton, "Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache
/// Consistency" (SOSP 1989); M. Burrows, "The Chubby Lock Service for Loosely-Coupled Distributed Systems" (OSDI 2006), section 2.8.
/// </remarks>
internal class LockTimes
{
    /// <summary>How long a lease lasts on the shard's clock.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a shard may grant and renew after it last saw, in storage, that no newer activation has taken its place.</summary>
    public TimeSpan Authority { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The share by which a clock may run faster or slower than true time. 0.01 is 36 s in an hour.</summary>
    public double MaxDrift { get; init; } = 0.01;

    /// <summary>Until when, by its own clock, a shard leaves a client its locks, given when it handled the message that renewed them.</summary>
    public virtual TimeSpan LeaseEnd(TimeSpan handledAt) => handledAt + Lease;

    /// <summary>Until when, by its own clock, a client may take its locks as held, given when it sent the message that renewed them.</summary>
    public virtual TimeSpan HeldUntil(TimeSpan sentAt, TimeSpan receivedAt, TimeSpan lease) => sentAt + (lease * ((1 - MaxDrift) / (1 + MaxDrift)));

    /// <summary>Whether a shard may still grant and renew by its own clock, given when the check that it last passed began.</summary>
    public virtual bool HasAuthority(TimeSpan checkedAt, TimeSpan now) => now < checkedAt + Authority;

    /// <summary>
    /// Whether a shard may take a lease away: it has ended, and a check begun after its end found no newer activation.
    /// Without the check, the client could in the meantime have reclaimed its lock from an activation that this one has not heard of.
    /// </summary>
    public virtual bool MayExpire(TimeSpan leaseEnd, TimeSpan checkedAt, TimeSpan now) => now >= leaseEnd && checkedAt >= leaseEnd;

    /// <summary>
    /// How long a new activation waits for a client that does not check in: the old activation may have renewed its lease until its
    /// authority ended, and the lease lasts from then on.
    /// </summary>
    public virtual TimeSpan RecoveryWait => Lease + AuthorityWait;

    /// <summary>How long a new activation waits until the one before it, that has not noticed yet, surely grants nothing any more.</summary>
    public virtual TimeSpan AuthorityWait => Authority * ((1 + MaxDrift) / (1 - MaxDrift));
}
