namespace Cluster.Silo.Registers.Convergent;

/// <summary>
/// A time of a hybrid logical clock (Kulkarni et al. 2014): close to physical time, and greater than every time its maker had seen.
/// </summary>
/// <param name="Physical">Ticks (100 ns) since year 1, UTC.</param>
/// <param name="Logical">Orders times with the same physical part.</param>
/// <param name="Actor">Who made it; makes times of different makers distinct.</param>
internal readonly record struct HybridTime(long Physical, int Logical, long Actor) : IComparable<HybridTime>
{
    public ulong Digest => Fingerprint.Combine(Fingerprint.Combine(Fingerprint.Of(Physical), Fingerprint.Of(Logical)), Fingerprint.Of(Actor));

    public int CompareTo(HybridTime other)
    {
        var order = Physical.CompareTo(other.Physical);
        if (order == 0)
            order = Logical.CompareTo(other.Logical);
        return order == 0 ? Actor.CompareTo(other.Actor) : order;
    }

    public static bool operator <(HybridTime left, HybridTime right) => left.CompareTo(right) < 0;

    public static bool operator >(HybridTime left, HybridTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(HybridTime left, HybridTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(HybridTime left, HybridTime right) => left.CompareTo(right) >= 0;
}
