namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// The version of a register: a consensus-after-register timestamp (Burke et al., Gryff, NSDI 2020). A plain write takes a time greater
/// than any it saw; a read-modify-write keeps the time and writer of the version it read and counts its step up, so that nothing can ever
/// be ordered between the two.
/// </summary>
/// <param name="Time">A logical time.</param>
/// <param name="Writer">Makes times of different proposers distinct.</param>
/// <param name="Step">How many read-modify-writes were built on the plain write.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.Carstamp")]
internal readonly record struct Carstamp([property: Id(0)] long Time, [property: Id(1)] long Writer, [property: Id(2)] long Step) : IComparable<Carstamp>
{
    public static Carstamp Zero => default;

    public int CompareTo(Carstamp other)
    {
        var order = Time.CompareTo(other.Time);
        if (order == 0)
            order = Writer.CompareTo(other.Writer);
        return order == 0 ? Step.CompareTo(other.Step) : order;
    }

    /// <summary>The version that stands <paramref name="steps"/> read-modify-writes behind this one.</summary>
    public Carstamp Plus(long steps) => this with { Step = Step + steps };

    public override string ToString() => $"{Time}.{Writer}.{Step}";

    public static bool operator <(Carstamp left, Carstamp right) => left.CompareTo(right) < 0;

    public static bool operator >(Carstamp left, Carstamp right) => left.CompareTo(right) > 0;

    public static bool operator <=(Carstamp left, Carstamp right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Carstamp left, Carstamp right) => left.CompareTo(right) >= 0;
}
