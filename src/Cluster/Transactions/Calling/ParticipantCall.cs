using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Calling;

/// <summary>A request to a participant, as it travels.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.ParticipantCall")]
internal sealed record ParticipantCall
{
    [Id(0)]
    public required string Participant { get; init; }

    [Id(1)]
    public required ParticipantCallKind Kind { get; init; }

    [Id(2)]
    public required TransactionId Transaction { get; init; }

    [Id(3)]
    public SessionId? Session { get; init; }

    [Id(4)]
    public int Operations { get; init; }

    [Id(5)]
    public DecisionRule Rule { get; init; }

    [Id(6)]
    public ParticipantSession[]? Writers { get; init; }

    [Id(7)]
    public KeyValuePair<string, SessionId>[]? Versions { get; init; }

    /// <summary>The participant that asks; null for a coordinator.</summary>
    [Id(8)]
    public string? Asker { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Operate"/>: the item.</summary>
    [Id(9)]
    public string? Item { get; init; }

    [Id(10)]
    public Access Access { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Operate"/>: the operation's number.</summary>
    [Id(11)]
    public int Number { get; init; }

    /// <summary>What is written.</summary>
    [Id(12)]
    public KeyValuePair<string, byte[]?>[]? Values { get; init; }

    public static ParticipantCall Of(string participant, ParticipantRequest request, string? asker)
    {
        ParticipantCall Call(ParticipantCallKind kind, SessionId? session) =>
            new() { Participant = participant, Kind = kind, Transaction = request.Transaction, Session = session, Asker = asker };

        return request switch
        {
            ValidateRequest validate => Call(ParticipantCallKind.Validate, validate.Session) with { Operations = validate.Operations },
            PrepareRequest prepare => Call(ParticipantCallKind.Prepare, prepare.Session) with
            {
                Operations = prepare.Operations,
                Rule = prepare.Rule,
                Writers = prepare.Writers as ParticipantSession[] ?? [.. prepare.Writers],
                Values = prepare.Values is null ? null : [.. prepare.Values],
            },
            OperationRequest { Access: not Access.Write } operate => Call(ParticipantCallKind.Operate, operate.Session) with { Item = operate.Item, Access = operate.Access, Number = operate.Number },
            CommitRequest commit => Call(ParticipantCallKind.Commit, commit.Session),
            AbortRequest abort => Call(ParticipantCallKind.Abort, abort.Session),
            AbandonRequest abandon => Call(ParticipantCallKind.Abandon, abandon.Session),
            ForgetRequest forget => Call(ParticipantCallKind.Forget, forget.Session),
            InquiryRequest inquiry => Call(ParticipantCallKind.Inquire, inquiry.Session),
            CheckRequest check => Call(ParticipantCallKind.Check, null) with { Versions = [.. check.Versions] },
            _ => throw new ArgumentException($"A {request.GetType().Name} does not travel.", nameof(request)),
        };
    }

    public ParticipantRequest ToRequest() => Kind switch
    {
        ParticipantCallKind.Validate => new ValidateRequest(Transaction, Named(), Operations),
        ParticipantCallKind.Prepare => new PrepareRequest(Transaction, Named(), Operations, Rule, Writers ?? [], Values?.ToDictionary(StringComparer.Ordinal)),
        ParticipantCallKind.Operate => new OperationRequest(
            Transaction, Session, Number, Item ?? throw new InvalidOperationException("An operation names an item."), Access, null)
        { IsBrief = true },
        ParticipantCallKind.Commit => new CommitRequest(Transaction, Named()),
        ParticipantCallKind.Abort => new AbortRequest(Transaction, Named()),
        ParticipantCallKind.Abandon => new AbandonRequest(Transaction, Session),
        ParticipantCallKind.Forget => new ForgetRequest(Transaction, Named()),
        ParticipantCallKind.Inquire => new InquiryRequest(Transaction, Named()),
        ParticipantCallKind.Check => new CheckRequest(Transaction, (Versions ?? []).ToDictionary(StringComparer.Ordinal)),
        _ => throw new InvalidOperationException($"There is no request of kind {Kind}."),
    };

    private SessionId Named() => Session ?? throw new InvalidOperationException($"A request of kind {Kind} names a session.");
}
