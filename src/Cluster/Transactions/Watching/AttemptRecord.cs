using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Watching;

/// <summary>What one coordinator notes of its attempt. Written by one thread at a time.</summary>
internal sealed class AttemptRecord(CoordinatorWatch watch, TransactionId id)
{
    private readonly DateTimeOffset _begunAt = watch.Now;
    private DateTimeOffset? _askedAt;
    private bool _isFailed;

    /// <summary>The commit is asked for, or, of code that has failed, whether its reads hold.</summary>
    public void Asked(bool isFailed) => (_askedAt, _isFailed) = (watch.Now, isFailed);

    public void Ended(OutcomeEffect outcome, IEnumerable<string> participants)
    {
        // Of code that has failed the outcome tells only whether what it read holds; nothing takes effect.
        var told = _isFailed && outcome.Outcome == TransactionOutcome.Committed ? new OutcomeEffect(TransactionOutcome.Aborted, AbortCause.Requested) : outcome;
        var events = new List<TransactionEvent> { new() { At = _begunAt, Kind = TransactionEventKind.Begun } };
        if (_askedAt is { } askedAt)
            events.Add(new TransactionEvent { At = askedAt, Kind = TransactionEventKind.Asked });
        events.Add(new TransactionEvent
        {
            At = watch.Now,
            Kind = told.Outcome switch
            {
                TransactionOutcome.Committed => TransactionEventKind.Committed,
                TransactionOutcome.Aborted => TransactionEventKind.Aborted,
                _ => TransactionEventKind.Unknown,
            },
            Cause = told.Outcome == TransactionOutcome.Aborted ? ClusterTransactions.Public(told.Cause) : null,
        });
        watch.Ended(told, new AttemptReport(id, [.. participants], [.. events]));
    }
}
