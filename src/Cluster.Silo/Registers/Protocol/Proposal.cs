namespace Cluster.Silo.Registers.Protocol;

/// <summary>What a ballot proposes as the successor of one version.</summary>
/// <param name="Ballot">At most one proposal per ballot and base is ever made.</param>
/// <param name="Base">The version it was computed from. Each version has at most one chosen successor.</param>
/// <param name="Result">The new value; its version is the base's with a higher step.</param>
/// <param name="Guarded">
/// The base was known from before the operation began, so a replica that has a newer version must refuse: the newer one may have been
/// completed first. Without the flag the base was asked of a quorum after the operation began, and newer versions are concurrent.
/// </param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.Proposal")]
internal sealed record Proposal(
    [property: Id(0)] Ballot Ballot, [property: Id(1)] Carstamp Base, [property: Id(2)] Versioned Result, [property: Id(3)] bool Guarded)
{
    public ProposalMark Mark => new(Ballot, Base);

    public override string ToString() => $"{Base}=>{Result} under {Ballot}{(Guarded ? " guarded" : "")}";
}
