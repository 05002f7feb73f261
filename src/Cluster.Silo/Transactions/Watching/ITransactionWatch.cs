using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Orleans.Concurrency;
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

    /// <summary>Promises of this silo's participants that are older and not decided there.</summary>
    [Alias("Promises"), ResponseTimeout("00:00:02")]
    Task<UndecidedTransaction[]> PromisesAsync(TimeSpan age);

    /// <summary>Promises that stand for so long in records that were written last by none of these silos.</summary>
    [Alias("LeftPromises"), ResponseTimeout("00:00:02")]
    Task<UndecidedTransaction[]> LeftPromisesAsync(TimeSpan age, int[] silos);

    /// <summary>What participants of another silo tell those here. May get lost.</summary>
    [Alias("Tell"), OneWay]
    Task TellAsync(ParticipantCall[] calls);
}
