namespace Cluster.Transactions;

/// <summary>One attempt at a transaction, as its coordinator and its participants have seen it.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.TransactionStatus")]
public sealed record TransactionStatus
{
    /// <summary>The attempt's name; see <see cref="ClusterTransaction.Name"/>.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Which attempt at its transaction it is, from 1.</summary>
    [Id(1)]
    public required int Attempt { get; init; }

    /// <summary>How it stands.</summary>
    [Id(2)]
    public required TransactionState State { get; init; }

    /// <summary>When the first attempt began, by its coordinator's clock.</summary>
    [Id(3)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Why it was aborted, where that is known.</summary>
    [Id(4)]
    public TransactionAbortCause? Cause { get; init; }

    /// <summary>The identities of the grains that took part, in order of names.</summary>
    [Id(5)]
    public IReadOnlyList<string> Participants { get; init; } = [];

    /// <summary>What happened, in order of time by the clocks of the processes where it did, which may differ a little; at most the first 64 on each silo.</summary>
    [Id(6)]
    public IReadOnlyList<TransactionEvent> Events { get; init; } = [];

    /// <summary>Whether nobody can change its outcome any more.</summary>
    public bool IsDecided => State is TransactionState.Committed or TransactionState.Aborted;

    /// <summary>What several silos have seen of the same attempt, as one.</summary>
    internal static TransactionStatus Merge(IEnumerable<TransactionStatus> seen)
    {
        var parts = seen.ToList();
        if (parts.Count == 1)
            return parts[0];
        TransactionEvent[] events = [.. parts.SelectMany(part => part.Events).OrderBy(one => one.At)];
        return Of(parts[0].Name, parts[0].Attempt, parts[0].StartedAt, events, parts.SelectMany(part => part.Participants));
    }

    /// <summary>Puts together what the events tell.</summary>
    internal static TransactionStatus Of(string name, int attempt, DateTimeOffset startedAt, IReadOnlyList<TransactionEvent> events, IEnumerable<string> participants)
    {
        var state = StateOf(events);
        return new TransactionStatus
        {
            Name = name,
            Attempt = attempt,
            StartedAt = startedAt,
            State = state,
            // The coordinator's word first: a participant that is told to abort is not told why.
            Cause = state == TransactionState.Aborted ? events.Where(one => one.Cause is not null).MinBy(one => one.Participant is not null)?.Cause : null,
            Participants = [.. events.Select(one => one.Participant).OfType<string>().Concat(participants).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Events = events,
        };
    }

    private static TransactionState StateOf(IReadOnlyList<TransactionEvent> events)
    {
        bool Has(TransactionEventKind kind) => events.Any(one => one.Kind == kind);

        // A participant commits only what is committed. One that has lost the session says aborted, and it never was prepared then.
        return Has(TransactionEventKind.Committed) ? TransactionState.Committed
            : Has(TransactionEventKind.Aborted) ? TransactionState.Aborted
            : Has(TransactionEventKind.Unknown) ? TransactionState.Unknown
            : Has(TransactionEventKind.Prepared) ? TransactionState.Prepared
            : TransactionState.Active;
    }
}
