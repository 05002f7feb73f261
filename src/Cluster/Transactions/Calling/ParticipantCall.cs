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

    /// <summary>With <see cref="ParticipantCallKind.Prepare"/>: the silos that the <see cref="Writers"/> were on last, as far as that is known.</summary>
    [Id(13)]
    public string?[]? Silos { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Commit"/>.</summary>
    [Id(14)]
    public bool IsAwaited { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Applied"/>.</summary>
    [Id(15)]
    public bool IsKnown { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Applied"/>.</summary>
    [Id(16)]
    public bool IsUrgent { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Prepare"/>: whether <see cref="Writers"/> are not all.</summary>
    [Id(17)]
    public bool IsPart { get; init; }

    /// <summary>With <see cref="ParticipantCallKind.Operate"/>: the operation's number.</summary>
    [Id(11)]
    public int Number { get; init; }

    /// <summary>What is written.</summary>
    [Id(12)]
    public KeyValuePair<string, byte[]?>[]? Values { get; init; }

    /// <param name="participant">To whom.</param>
    /// <param name="request">What.</param>
    /// <param name="asker">Who asks; null for a coordinator.</param>
    /// <param name="siloOf">Where a participant was last, if that is known.</param>
    public static ParticipantCall Of(string participant, ParticipantRequest request, string? asker, Func<string, string?>? siloOf = null)
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
                Silos = siloOf is null || prepare.Writers.Count == 1 ? null : [.. prepare.Writers.Select(writer => siloOf(writer.Participant))],
                IsPart = !prepare.IsWhole,
                Values = prepare.Values is null ? null : [.. prepare.Values],
            },
            OperationRequest { Access: not Access.Write } operate => Call(ParticipantCallKind.Operate, operate.Session) with { Item = operate.Item, Access = operate.Access, Number = operate.Number },
            CommitRequest commit => Call(ParticipantCallKind.Commit, commit.Session) with { IsAwaited = commit.IsAwaited },
            AbortRequest abort => Call(ParticipantCallKind.Abort, abort.Session),
            AbandonRequest abandon => Call(ParticipantCallKind.Abandon, abandon.Session),
            AppliedRequest applied => Call(ParticipantCallKind.Applied, applied.Session) with { Asker = applied.Writer, IsKnown = applied.IsKnown, IsUrgent = applied.IsUrgent },
            InquiryRequest inquiry => Call(ParticipantCallKind.Inquire, inquiry.Session),
            CheckRequest check => Call(ParticipantCallKind.Check, null) with { Versions = [.. check.Versions] },
            _ => throw new ArgumentException($"A {request.GetType().Name} does not travel.", nameof(request)),
        };
    }

    public ParticipantRequest ToRequest() => Kind switch
    {
        ParticipantCallKind.Validate => new ValidateRequest(Transaction, Named(), Operations),
        ParticipantCallKind.Prepare => new PrepareRequest(Transaction, Named(), Operations, Rule, Writers ?? [], Values?.ToDictionary(StringComparer.Ordinal), !IsPart),
        ParticipantCallKind.Operate => new OperationRequest(
            Transaction, Session, Number, Item ?? throw new InvalidOperationException("An operation names an item."), Access, null)
        { IsBrief = true },
        ParticipantCallKind.Commit => new CommitRequest(Transaction, Named(), IsAwaited),
        ParticipantCallKind.Abort => new AbortRequest(Transaction, Named()),
        ParticipantCallKind.Abandon => new AbandonRequest(Transaction, Session),
        ParticipantCallKind.Applied => new AppliedRequest(
            Transaction, Named(), Asker ?? throw new InvalidOperationException("Whoever has applied a transaction names itself."), IsKnown)
        { IsUrgent = IsUrgent },
        ParticipantCallKind.Inquire => new InquiryRequest(Transaction, Named()),
        ParticipantCallKind.Check => new CheckRequest(Transaction, (Versions ?? []).ToDictionary(StringComparer.Ordinal)),
        _ => throw new InvalidOperationException($"There is no request of kind {Kind}."),
    };

    private SessionId Named() => Session ?? throw new InvalidOperationException($"A request of kind {Kind} names a session.");
}
