namespace Cluster.Silo.Registers.Protocol;

/// <summary>The two proposals that a replica accepted last. As it accepts them in order, they tell of most others that it never had them.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RecentProposals")]
internal readonly record struct RecentProposals([property: Id(0)] ProposalMark Last, [property: Id(1)] ProposalMark Previous)
{
    public RecentProposals With(ProposalMark mark)
    {
        if (mark > Last)
            return new RecentProposals(mark, Last);
        return mark > Previous && mark < Last ? this with { Previous = mark } : this;
    }

    /// <summary>Whether the proposal was surely never accepted.</summary>
    public bool Exclude(ProposalMark mark) => mark > Last || (mark > Previous && mark < Last);
}
