using Orleans.Concurrency;

namespace Cluster.Transactions.Watching;

/// <summary>Tells what transactions there are and how they go, over all silos. The key is ignored.</summary>
[Alias("Cluster.Transactions.ITransactionInspector")]
internal interface ITransactionInspector : IGrainWithIntegerKey
{
    /// <summary>The newest first.</summary>
    [Idempotent, Alias("List"), ResponseTimeout("00:00:10")]
    Task<TransactionStatus[]> ListAsync(TransactionState? state, int limit);

    [Idempotent, Alias("Describe"), ResponseTimeout("00:00:10")]
    Task<TransactionStatus?> DescribeAsync(string name);

    [Idempotent, Alias("Statistics"), ResponseTimeout("00:00:10")]
    Task<TransactionStatistics> StatisticsAsync();

    /// <summary>Lets participants that have promised to commit it ask the others now.</summary>
    [Idempotent, Alias("Hasten"), ResponseTimeout("00:00:10")]
    Task HastenAsync(string name);

    /// <summary>A client tells of its coordinators; it may get lost.</summary>
    [OneWay, Alias("Report")]
    Task ReportAsync(CoordinatorReport report);
}
