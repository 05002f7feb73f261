using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Orleans.Services;

namespace Cluster.Silo.Transactions.Watching;

/// <summary>One on each silo: tells what the silo has seen of transactions.</summary>
[Alias("Cluster.Silo.Transactions.ITransactionWatch")]
internal interface ITransactionWatch : IGrainService
{
    [Alias("List")]
    Task<TransactionStatus[]> ListAsync(TransactionState? state, int limit);

    [Alias("Describe")]
    Task<TransactionStatus[]> DescribeAsync(string[] names);

    [Alias("Count")]
    Task<TransactionStatistics> CountAsync();

    /// <summary>Which transactions have waited for items here, for at least so long, and for whom.</summary>
    [Alias("Waits"), ResponseTimeout("00:00:01")]
    Task<ParticipantWaits[]> WaitsAsync(TimeSpan least);

    [Alias("Hasten")]
    Task HastenAsync(string name);
}
