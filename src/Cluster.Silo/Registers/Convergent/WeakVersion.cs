using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Convergent;

/// <summary>The version of a weaker write: the strong version it was made over, then its own time. A strong write has no time of its own.</summary>
internal readonly record struct WeakVersion(Carstamp Over, HybridTime At) : IComparable<WeakVersion>
{
    public ulong Digest => Fingerprint.Combine(
        Fingerprint.Combine(Fingerprint.Of(Over.Time), Fingerprint.Of(Over.Writer)),
        Fingerprint.Combine(Fingerprint.Of(Over.Step), At.Digest));

    public int CompareTo(WeakVersion other) => Over == other.Over ? At.CompareTo(other.At) : Over.CompareTo(other.Over);

    public static bool operator <(WeakVersion left, WeakVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(WeakVersion left, WeakVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(WeakVersion left, WeakVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(WeakVersion left, WeakVersion right) => left.CompareTo(right) >= 0;
}
