namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// A change of a replica's state. State is only ever changed by applying entries, so that replaying them rebuilds it. Replaying the last of them
/// once more over the result changes nothing, so a snapshot may be taken while entries are being made.
/// </summary>
internal abstract record JournalEntry;

/// <summary>A decided value became current.</summary>
internal sealed record StoredEntry(string Register, Versioned Value) : JournalEntry;

/// <summary>A ballot was promised.</summary>
internal sealed record PromisedEntry(string Register, Ballot Ballot) : JournalEntry;

/// <summary>A proposal was accepted.</summary>
internal sealed record AcceptedEntry(string Register, Proposal Proposal) : JournalEntry;

/// <summary>The accepted proposal for this version was chosen and became current.</summary>
internal sealed record ChosenEntry(string Register, Carstamp Version) : JournalEntry;

/// <summary>The state that a quorum of the last configuration gave for a register.</summary>
internal sealed record InstalledEntry(string Register, RegisterState State) : JournalEntry;

/// <summary>The replica refuses epochs before <paramref name="Epoch"/>; its registers are complete as of <paramref name="Complete"/>.</summary>
internal sealed record EpochEntry(long Epoch, long Complete) : JournalEntry;
