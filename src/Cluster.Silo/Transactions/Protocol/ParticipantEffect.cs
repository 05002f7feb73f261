using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>What a participant wants done.</summary>
internal abstract record ParticipantEffect;

/// <summary>Answer whoever sent a request; the answer may get lost.</summary>
/// <param name="To">What came with the request.</param>
/// <param name="Reply">The answer.</param>
internal sealed record ReplyEffect(object To, ParticipantReply Reply) : ParticipantEffect;

/// <summary>Send a request to another participant; an <see cref="InquiryReply"/> is to come back through <see cref="TransactionParticipant.Learn"/>.</summary>
internal sealed record AskEffect(string Participant, ParticipantRequest Request) : ParticipantEffect;

/// <summary>Tell another participant something; nothing comes back, it may get lost, and there is no hurry.</summary>
internal sealed record TellEffect(string Participant, AppliedRequest Request) : ParticipantEffect;

/// <summary>
/// Replace the register's content, if it is still the one with the stamp <paramref name="Expected"/>, by <paramref name="Record"/>, on a quorum of disks;
/// where the stamps are equal, only read it from a quorum. Then call <see cref="TransactionParticipant.Synced"/>.
/// </summary>
internal sealed record SyncEffect(long Attempt, RecordStamp Expected, ParticipantRecord Record) : ParticipantEffect;

/// <summary>Tell whoever looks for deadlocks that a transaction has waited for an item for a while.</summary>
internal sealed record SuspectEffect : ParticipantEffect;

/// <summary>Set the decision register of a transaction in doubt to aborted unless it is set, and call <see cref="TransactionParticipant.Decided"/>.</summary>
internal sealed record AbortDecisionEffect(TransactionId Transaction, SessionId Session) : ParticipantEffect;
