namespace Cluster.Silo.Registers.Protocol;

/// <summary>Tells proposals apart. A replica accepts them in this order only: ballots by its promise, bases because its version grows.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ProposalMark")]
internal readonly record struct ProposalMark([property: Id(0)] Ballot Ballot, [property: Id(1)] Carstamp Base) : IComparable<ProposalMark>
{
    public int CompareTo(ProposalMark other) => Ballot == other.Ballot ? Base.CompareTo(other.Base) : Ballot.CompareTo(other.Ballot);

    public static bool operator <(ProposalMark left, ProposalMark right) => left.CompareTo(right) < 0;

    public static bool operator >(ProposalMark left, ProposalMark right) => left.CompareTo(right) > 0;

    public static bool operator <=(ProposalMark left, ProposalMark right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ProposalMark left, ProposalMark right) => left.CompareTo(right) >= 0;
}
