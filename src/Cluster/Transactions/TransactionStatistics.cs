using Cluster.Registers;

namespace Cluster.Transactions;

/// <summary>How transactions go. What has happened is counted by silos since they started, with what clients have told them of their own.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.TransactionStatistics")]
public sealed record TransactionStatistics
{
    /// <summary>Nothing at all.</summary>
    public static TransactionStatistics None { get; } = new();

    /// <summary>Transactions that have committed.</summary>
    [Id(0)]
    public long Committed { get; init; }

    /// <summary>Attempts that were aborted, by cause; after most of them the transaction was run again.</summary>
    [Id(1)]
    public IReadOnlyDictionary<TransactionAbortCause, long> Aborted { get; init; } = new Dictionary<TransactionAbortCause, long>();

    /// <summary>Transactions whose caller was told that they are in doubt.</summary>
    [Id(2)]
    public long Unknown { get; init; }

    /// <summary>How long those that have committed took, from the beginning of the first attempt.</summary>
    [Id(3)]
    public DurationHistogram Latency { get; init; } = DurationHistogram.Empty;

    /// <summary>Now: at how many participants transactions are active and have not been asked to prepare.</summary>
    [Id(4)]
    public int Active { get; init; }

    /// <summary>Now: at how many participants a transaction waits for a lock.</summary>
    [Id(5)]
    public int Waiting { get; init; }

    /// <summary>Now: promises to commit that participants have given and that are not decided there yet.</summary>
    [Id(6)]
    public int Prepared { get; init; }

    /// <summary>Now: of these promises, those whose participant has heard nothing for so long (<c>InDoubtPatience</c>) that it asks the others. Zero but for moments after a crash.</summary>
    [Id(7)]
    public int InDoubt { get; init; }

    /// <summary>All attempts that were aborted.</summary>
    public long AllAborted => Aborted.Values.Sum();

    /// <summary>Both together.</summary>
    public static TransactionStatistics operator +(TransactionStatistics left, TransactionStatistics right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new TransactionStatistics
        {
            Committed = left.Committed + right.Committed,
            Aborted = left.Aborted.Concat(right.Aborted).GroupBy(cause => cause.Key).ToDictionary(cause => cause.Key, cause => cause.Sum(one => one.Value)),
            Unknown = left.Unknown + right.Unknown,
            Latency = left.Latency + right.Latency,
            Active = left.Active + right.Active,
            Waiting = left.Waiting + right.Waiting,
            Prepared = left.Prepared + right.Prepared,
            InDoubt = left.InDoubt + right.InDoubt,
        };
    }

    /// <inheritdoc cref="op_Addition"/>
    public static TransactionStatistics Add(TransactionStatistics left, TransactionStatistics right) => left + right;
}
