using Cluster.Transactions;

namespace Cluster.Dashboard.Api;

/// <summary>How transactions go, since the silos started.</summary>
/// <param name="Committed">Transactions that have committed.</param>
/// <param name="Aborted">Attempts that were aborted, by cause.</param>
/// <param name="Unknown">Transactions whose caller was told that they are in doubt.</param>
/// <param name="MedianSeconds">How long half of those that committed took at most; null when there were none.</param>
/// <param name="SecondsAt99Percent">How long 99 of 100 took at most.</param>
/// <param name="Active">Now: at how many participants transactions are active.</param>
/// <param name="Waiting">Now: at how many participants a transaction waits for a lock.</param>
/// <param name="Prepared">Now: promises to commit that are not decided yet.</param>
/// <param name="InDoubt">Now: of these, those whose participant asks the others.</param>
internal sealed record TransactionFigures(
    long Committed,
    IReadOnlyDictionary<string, long> Aborted,
    long Unknown,
    double? MedianSeconds,
    double? SecondsAt99Percent,
    int Active,
    int Waiting,
    int Prepared,
    int InDoubt)
{
    public static TransactionFigures From(TransactionStatistics statistics) => new(
        statistics.Committed,
        statistics.Aborted.ToDictionary(cause => cause.Key.ToString(), cause => cause.Value),
        statistics.Unknown,
        statistics.Latency.Quantile(.5)?.TotalSeconds,
        statistics.Latency.Quantile(.99)?.TotalSeconds,
        statistics.Active,
        statistics.Waiting,
        statistics.Prepared,
        statistics.InDoubt);
}
