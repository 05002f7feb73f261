namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// A quorum has promised the ballot, and the known value was the last one chosen under it: the next change needs one round trip.
/// Others may have taken over meanwhile; the replicas then refuse.
/// </summary>
internal sealed record RegisterLead(Ballot Ballot, Versioned Known);
