namespace Cluster.Silo.Registers.Protocol;

/// <summary>What a proposer asks of a replica.</summary>
/// <param name="Epoch">The configuration that the proposer acts under; a replica serves only its own.</param>
/// <param name="Register">The register's name.</param>
internal abstract record ReplicaRequest(long Epoch, string Register);

/// <summary>Asks for the register's state.</summary>
internal sealed record ReadRequest(long Epoch, string Register) : ReplicaRequest(Epoch, Register);

/// <summary>Stores a decided value unless a newer one is there: a plain write, or the write-back of a reader.</summary>
internal sealed record StoreRequest(long Epoch, string Register, Versioned Value) : ReplicaRequest(Epoch, Register);

/// <summary>Asks for the promise to refuse lower ballots, and for the register's state.</summary>
internal sealed record PrepareRequest(long Epoch, string Register, Ballot Ballot) : ReplicaRequest(Epoch, Register);

/// <summary>Asks to accept a proposal.</summary>
/// <param name="Epoch">See <see cref="ReplicaRequest"/>.</param>
/// <param name="Register">See <see cref="ReplicaRequest"/>.</param>
/// <param name="Proposal">What to accept.</param>
/// <param name="BaseBallot">The ballot that chose the base, by which a replica that had accepted it knows that it was chosen.</param>
/// <param name="BaseValue">The base itself, for replicas that may not have it. A replica never accepts a successor of what it does not hold.</param>
internal sealed record ProposeRequest(long Epoch, string Register, Proposal Proposal, Ballot? BaseBallot, Versioned? BaseValue)
    : ReplicaRequest(Epoch, Register);

/// <summary>Tells that the proposal accepted under this ballot was chosen. Nobody waits for the answer.</summary>
internal sealed record CommitRequest(long Epoch, string Register, Ballot Ballot, Carstamp Version) : ReplicaRequest(Epoch, Register);
