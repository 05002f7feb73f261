namespace Cluster.Transactions.Protocol;

/// <summary>What a participant says of a session.</summary>
internal abstract record ParticipantReply(TransactionId Transaction, string Participant, SessionId? Session);

/// <summary>An operation was carried out.</summary>
internal sealed record OperationReply(TransactionId Transaction, string Participant, SessionId? Session, int Number, byte[]? Value)
    : ParticipantReply(Transaction, Participant, Session);

/// <summary>The session is over and was not prepared: the attempt can only be aborted.</summary>
internal sealed record SessionEndedReply(TransactionId Transaction, string Participant, SessionId? Session, AbortCause Cause)
    : ParticipantReply(Transaction, Participant, Session);

/// <summary>The answer to being asked to validate or prepare; with a no perhaps why.</summary>
internal sealed record VoteReply(TransactionId Transaction, string Participant, SessionId? Session, Vote Vote, AbortCause? Cause = null)
    : ParticipantReply(Transaction, Participant, Session);

/// <summary>The transaction is applied here, durably.</summary>
internal sealed record AppliedReply(TransactionId Transaction, string Participant, SessionId? Session)
    : ParticipantReply(Transaction, Participant, Session);

/// <summary>The answer to an inquiry.</summary>
internal sealed record InquiryReply(TransactionId Transaction, string Participant, SessionId? Session, Standing Standing)
    : ParticipantReply(Transaction, Participant, Session);

/// <summary>What is committed of an item, and its version.</summary>
internal sealed record SnapshotReply(TransactionId Transaction, string Participant, int Number, string Item, byte[]? Value, SessionId Version)
    : ParticipantReply(Transaction, Participant, null);
