namespace Cluster.Silo.Registers.Protocol;

/// <summary>The number of an attempt to lead a register; each belongs to one proposer (Lamport, The Part-Time Parliament).</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.Ballot")]
internal readonly record struct Ballot([property: Id(0)] long Round, [property: Id(1)] long Proposer) : IComparable<Ballot>
{
    public static Ballot Zero => default;

    public int CompareTo(Ballot other) => Round == other.Round ? Proposer.CompareTo(other.Proposer) : Round.CompareTo(other.Round);

    public override string ToString() => $"{Round}/{Proposer}";

    public static bool operator <(Ballot left, Ballot right) => left.CompareTo(right) < 0;

    public static bool operator >(Ballot left, Ballot right) => left.CompareTo(right) > 0;

    public static bool operator <=(Ballot left, Ballot right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Ballot left, Ballot right) => left.CompareTo(right) >= 0;
}
