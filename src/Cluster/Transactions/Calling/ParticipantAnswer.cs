using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Calling;

/// <summary>A participant's answer, as it travels. Exactly one of those that tell something is set.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.ParticipantAnswer")]
internal sealed record ParticipantAnswer
{
    [Id(0)]
    public required string Participant { get; init; }

    [Id(1)]
    public required TransactionId Transaction { get; init; }

    [Id(2)]
    public SessionId? Session { get; init; }

    [Id(3)]
    public Vote? Vote { get; init; }

    [Id(4)]
    public AbortCause? Cause { get; init; }

    [Id(5)]
    public Standing? Standing { get; init; }

    [Id(6)]
    public bool IsApplied { get; init; }

    /// <summary>See <see cref="ParticipantCall.Asker"/>.</summary>
    [Id(7)]
    public string? Asker { get; init; }

    /// <summary>The operation that was carried out, or can't be.</summary>
    [Id(8)]
    public int? Operation { get; init; }

    /// <summary>What was read.</summary>
    [Id(9)]
    public byte[]? Value { get; init; }

    /// <summary>Why an operation can't be carried out, now or ever.</summary>
    [Id(10)]
    public string? Refusal { get; init; }

    /// <summary>Whether the session is over, unprepared; <see cref="Cause"/> tells why.</summary>
    [Id(11)]
    public bool IsEnded { get; init; }

    /// <summary>With an operation's answer: the process that the participant is in.</summary>
    [Id(12)]
    public string? Route { get; init; }

    /// <summary>With an operation's answer: the silo that the participant is on.</summary>
    [Id(13)]
    public string? Silo { get; init; }

    public static ParticipantAnswer Of(ParticipantReply reply, string? asker)
    {
        var answer = new ParticipantAnswer { Participant = reply.Participant, Transaction = reply.Transaction, Session = reply.Session, Asker = asker };
        return reply switch
        {
            VoteReply vote => answer with { Vote = vote.Vote, Cause = vote.Cause },
            AppliedReply => answer with { IsApplied = true },
            OperationReply operation => answer with { Operation = operation.Number, Value = operation.Value },
            SessionEndedReply ended => answer with { IsEnded = true, Cause = ended.Cause },
            InquiryReply inquiry => answer with { Standing = inquiry.Standing },
            _ => throw new ArgumentException($"A {reply.GetType().Name} does not travel.", nameof(reply)),
        };
    }

    public ParticipantReply ToReply() => this switch
    {
        { Vote: { } vote } => new VoteReply(Transaction, Participant, Session, vote, Cause),
        { Standing: { } standing } => new InquiryReply(Transaction, Participant, Session, standing),
        { Operation: { } operation, Refusal: null } => new OperationReply(Transaction, Participant, Session, operation, Value),
        { IsEnded: true } => new SessionEndedReply(Transaction, Participant, Session, Cause ?? AbortCause.SessionLost),
        { IsApplied: true } => new AppliedReply(Transaction, Participant, Session),
        _ => throw new InvalidOperationException($"An answer of {Participant} tells nothing."),
    };
}
