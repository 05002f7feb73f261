namespace Cluster.Transactions.Protocol;

/// <summary>What a participant is asked. Every request may be repeated, doubled and late.</summary>
/// <param name="Transaction">On whose behalf.</param>
internal abstract record ParticipantRequest(TransactionId Transaction);

/// <summary>Reads or writes an item, when the lock is granted.</summary>
/// <param name="Transaction">See <see cref="ParticipantRequest"/>.</param>
/// <param name="Session">Null as long as the coordinator has not learned it: the request may then begin it.</param>
/// <param name="Number">Counts the operations of the transaction at this participant, from 1.</param>
/// <param name="Item">The item's name.</param>
/// <param name="Access">What to do.</param>
/// <param name="Value">What to write.</param>
internal sealed record OperationRequest(TransactionId Transaction, SessionId? Session, int Number, string Item, Access Access, byte[]? Value)
    : ParticipantRequest(Transaction)
{
    /// <summary>Whoever asks does not pause before it asks to prepare: a session that is silent for a moment has lost its coordinator.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Where the transaction's code runs, for finding deadlocks.</summary>
    public TransactionOrigin? Origin { get; init; }
}

/// <summary>Asks a participant that only read whether all its reads still hold. They need not hold any longer after its yes.</summary>
internal sealed record ValidateRequest(TransactionId Transaction, SessionId Session, int Operations) : ParticipantRequest(Transaction);

/// <summary>Asks for the promise to commit when told, whatever happens.</summary>
/// <param name="Transaction">See <see cref="ParticipantRequest"/>.</param>
/// <param name="Session">The session.</param>
/// <param name="Operations">How many operations it must have seen.</param>
/// <param name="Rule">How the decision is made.</param>
/// <param name="Writers">
/// All that are asked to prepare; if they are more than two, all but the last of them are told of this last one and of themselves only, and ask it when they are in doubt. If it is only this one and the rule is
/// <see cref="DecisionRule.ByVotes"/>, it commits at once.
/// </param>
/// <param name="Values">What is written beside what operations have written: items that are locked for an update. Null for nothing.</param>
/// <param name="IsWhole">Whether <paramref name="Writers"/> are all.</param>
internal sealed record PrepareRequest(
    TransactionId Transaction, SessionId Session, int Operations, DecisionRule Rule, IReadOnlyList<ParticipantSession> Writers,
    IReadOnlyDictionary<string, byte[]?>? Values = null, bool IsWhole = true) : ParticipantRequest(Transaction);

/// <summary>Tells that the transaction is committed.</summary>
/// <param name="Transaction">See <see cref="ParticipantRequest"/>.</param>
/// <param name="Session">The session.</param>
/// <param name="IsAwaited">
/// Whether who tells it waits for an <see cref="AppliedReply"/>. A coordinator of a transaction decided by votes does not: it will never ask about the transaction again, and the
/// writers find out among each other when the commit need not be remembered any more.
/// </param>
internal sealed record CommitRequest(TransactionId Transaction, SessionId Session, bool IsAwaited) : ParticipantRequest(Transaction);

/// <summary>One writer tells another that it has applied the transaction durably, and so will never ask about it again.</summary>
/// <param name="Transaction">See <see cref="ParticipantRequest"/>.</param>
/// <param name="Session">The session of who is told.</param>
/// <param name="Writer">Who tells it.</param>
/// <param name="IsKnown">Whether the coordinator has told it: then that will not ask again either.</param>
internal sealed record AppliedRequest(TransactionId Transaction, SessionId Session, string Writer, bool IsKnown) : ParticipantRequest(Transaction)
{
    /// <summary>Whether who tells it remembers so many commits that it would like to hear soon that they are applied.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>Tells that the transaction is aborted, surely. A promise is over with it.</summary>
internal sealed record AbortRequest(TransactionId Transaction, SessionId Session) : ParticipantRequest(Transaction);

/// <summary>
/// Tells that nobody will go on with a session, of which the sender may know no more than an answer that came too late. A promise outlives it.
/// </summary>
/// <param name="Transaction">See <see cref="ParticipantRequest"/>.</param>
/// <param name="Session">Null when the sender never learned it.</param>
internal sealed record AbandonRequest(TransactionId Transaction, SessionId? Session) : ParticipantRequest(Transaction);

/// <summary>A participant asks another what became of a session. One that has not prepared it never will, once it has answered.</summary>
internal sealed record InquiryRequest(TransactionId Transaction, SessionId Session) : ParticipantRequest(Transaction);

/// <summary>Reads what is committed of an item, without a lock.</summary>
internal sealed record SnapshotRequest(TransactionId Transaction, int Number, string Item) : ParticipantRequest(Transaction);

/// <summary>
/// Asks whether these versions, read before, are still what is committed, and nobody has promised to change them. If all participants say so, all the
/// versions were current together when the first of them was asked.
/// </summary>
internal sealed record CheckRequest(TransactionId Transaction, IReadOnlyDictionary<string, SessionId> Versions) : ParticipantRequest(Transaction);
