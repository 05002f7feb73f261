using System.Diagnostics.Metrics;
using Cluster.Registers;
using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Watching;

/// <summary>Counts how attempts end, for statistics and for the meter <c>Cluster.Transactions</c>. Safe for use by many threads at once.</summary>
internal sealed class OutcomeCounts
{
    public const string MeterName = "Cluster.Transactions";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "cluster.transactions.duration", "s", "From the beginning of a transaction's first attempt to the end of the last, by outcome.");

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "cluster.transactions.attempts", "{attempt}", "Attempts that have ended, by outcome and, when aborted, by cause.");

    private readonly Lock _gate = new();
    private readonly long[] _latency = new long[DurationHistogram.Buckets];
    private readonly long[] _aborted = new long[Enum.GetValues<TransactionAbortCause>().Length];
    private long _committed;
    private long _unknown;
    private TransactionStatistics _told = TransactionStatistics.None;

    public void Count(OutcomeEffect outcome, TimeSpan took)
    {
        var name = outcome.Outcome switch
        {
            TransactionOutcome.Committed => "committed",
            TransactionOutcome.Aborted => "aborted",
            _ => "unknown",
        };
        if (outcome.Outcome == TransactionOutcome.Aborted)
        {
            var cause = ClusterTransactions.Public(outcome.Cause);
            Attempts.Add(1, new("outcome", name), new KeyValuePair<string, object?>("cause", Tag(cause)));
            Interlocked.Increment(ref _aborted[(int)cause]);
            return;
        }

        Attempts.Add(1, new KeyValuePair<string, object?>("outcome", name));
        Duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", name));
        if (outcome.Outcome == TransactionOutcome.Committed)
        {
            Interlocked.Increment(ref _committed);
            Interlocked.Increment(ref _latency[DurationHistogram.BucketOf(took)]);
        }
        else
        {
            Interlocked.Increment(ref _unknown);
        }
    }

    /// <summary>Adds what another process has counted.</summary>
    public void Add(TransactionStatistics told)
    {
        lock (_gate)
            _told += told;
    }

    public TransactionStatistics Read()
    {
        TransactionStatistics told;
        lock (_gate)
            told = _told;
        return told + Counted(static (ref long count) => Volatile.Read(ref count));
    }

    /// <summary>What came since the last time.</summary>
    public TransactionStatistics Take() => Counted(static (ref long count) => Interlocked.Exchange(ref count, 0));

    public static string Tag(TransactionAbortCause cause) => cause switch
    {
        TransactionAbortCause.ParticipantLost => "participant_lost",
        _ => cause.ToString().ToLowerInvariant(),
    };

    private delegate long Reading(ref long count);

    private TransactionStatistics Counted(Reading read)
    {
        var aborted = new Dictionary<TransactionAbortCause, long>();
        for (var cause = 0; cause < _aborted.Length; cause++)
        {
            if (read(ref _aborted[cause]) is > 0 and var count)
                aborted.Add((TransactionAbortCause)cause, count);
        }

        var latency = new long[_latency.Length];
        for (var bucket = 0; bucket < latency.Length; bucket++)
            latency[bucket] = read(ref _latency[bucket]);
        return new TransactionStatistics { Committed = read(ref _committed), Unknown = read(ref _unknown), Aborted = aborted, Latency = new DurationHistogram([.. latency]) };
    }
}
