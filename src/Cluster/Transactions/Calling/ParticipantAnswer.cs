using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Calling;

/// <summary>A participant's answer, as it travels. Exactly one of the three that tell something is set.</summary>
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

    public static ParticipantAnswer Of(ParticipantReply reply, string? asker)
    {
        var answer = new ParticipantAnswer { Participant = reply.Participant, Transaction = reply.Transaction, Session = reply.Session, Asker = asker };
        return reply switch
        {
            VoteReply vote => answer with { Vote = vote.Vote, Cause = vote.Cause },
            AppliedReply => answer with { IsApplied = true },
            InquiryReply inquiry => answer with { Standing = inquiry.Standing },
            _ => throw new ArgumentException($"A {reply.GetType().Name} does not travel.", nameof(reply)),
        };
    }

    public ParticipantReply ToReply() => this switch
    {
        { Vote: { } vote } => new VoteReply(Transaction, Participant, Session, vote, Cause),
        { Standing: { } standing } => new InquiryReply(Transaction, Participant, Session, standing),
        { IsApplied: true } => new AppliedReply(Transaction, Participant, Session),
        _ => throw new InvalidOperationException($"An answer of {Participant} tells nothing."),
    };
}
