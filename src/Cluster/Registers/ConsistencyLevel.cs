namespace Cluster.Registers;

/// <summary>
/// What one operation on a register promises. Each operation has its own: a register may be written strongly and read from the nearest replica.
/// </summary>
/// <remarks>
/// How they mix: strong operations see strong writes only. The others see both; a weaker write shows until the next strong one, which buries it
/// (docs/decisions/0005-registers-mixed-levels.md).
/// </remarks>
public sealed record ConsistencyLevel
{
    private ConsistencyLevel(ConsistencyKind kind) => Kind = kind;

    /// <summary>
    /// Linearizable: the operation takes effect at one moment between its call and its return, for everybody. Needs a majority of the replicas; a write is on
    /// their disks before it is acknowledged. The default.
    /// </summary>
    public static ConsistencyLevel Strong { get; } = new(ConsistencyKind.Strong);

    /// <summary>
    /// One replica, whichever is near. A write is on its disk before it is acknowledged and goes to all others at once; replicas that can reach each
    /// other agree within seconds of the last write. Works with a single replica left.
    /// </summary>
    public static ConsistencyLevel Eventual { get; } = new(ConsistencyKind.Eventual);

    /// <summary>As <see cref="Eventual"/>, but a write is acknowledged from the memory of one replica and may be lost with it.</summary>
    public static ConsistencyLevel Weak { get; } = new(ConsistencyKind.Weak);

    /// <summary>What is promised.</summary>
    public ConsistencyKind Kind { get; }

    /// <summary>With <see cref="BoundedStaleness(TimeSpan)"/>: how old a read may be.</summary>
    public TimeSpan MaxAge { get; private init; }

    /// <summary>With <see cref="BoundedStaleness(int)"/>: how many versions behind a read may be; null otherwise.</summary>
    public int? MaxVersions { get; private init; }

    /// <summary>With <see cref="Replicas"/>: how many must answer a read.</summary>
    public int Read { get; private init; }

    /// <summary>With <see cref="Replicas"/>: how many must have a write on disk.</summary>
    public int Write { get; private init; }

    internal RegisterSession? Token { get; private init; }

    /// <summary>
    /// A read gives a value that was the newest strong one at most <paramref name="maxAge"/> before the call. It costs no round trip while the silo that is asked has
    /// looked more recently. Measured by that silo's own monotonic clock, so no clocks have to agree. A write at this level is strong.
    /// </summary>
    public static ConsistencyLevel BoundedStaleness(TimeSpan maxAge) => maxAge >= TimeSpan.Zero
        ? new(ConsistencyKind.BoundedStaleness) { MaxAge = maxAge }
        : throw new ArgumentOutOfRangeException(nameof(maxAge), maxAge, "A bound on staleness is zero or more.");

    /// <summary>
    /// A read gives a strong value behind which at most <paramref name="maxVersions"/> strong writes were acknowledged before the call. Each read asks a majority, and takes one
    /// round trip between silos whatever writes are under way: unlike a strong read it neither waits for them nor for a disk. A write at this level is strong.
    /// </summary>
    /// <param name="maxVersions">1 or more; a read that may miss none is a strong one.</param>
    public static ConsistencyLevel BoundedStaleness(int maxVersions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxVersions, 1);
        return new(ConsistencyKind.BoundedStaleness) { MaxVersions = maxVersions };
    }

    /// <summary>
    /// As <see cref="Eventual"/>, with the guarantees of a session for each register: it reads its own writes, never goes back behind what it has read, and its
    /// writes come after all that it has seen (Terry et al., 1994).
    /// </summary>
    public static ConsistencyLevel Session(RegisterSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(ConsistencyKind.Session) { Token = session };
    }

    /// <summary>
    /// A read asks this many replicas and takes the newest, a write is on the disks of this many. With read + write greater than the number of
    /// replicas a read meets the last completed write. More than there are replicas can't be had and ends with <see cref="QuorumUnreachableException"/>.
    /// </summary>
    public static ConsistencyLevel Replicas(int read, int write)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(read, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(write, 1);
        return new(ConsistencyKind.Replicas) { Read = read, Write = write };
    }

    /// <summary>The level's name.</summary>
    public override string ToString() => Kind.ToString();
}
