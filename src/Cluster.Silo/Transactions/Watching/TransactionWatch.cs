using Cluster.Silo.Transactions.Hosting;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Silo.Transactions.Watching;

/// <remarks>It starts with its silo, and the silo's measurements with it.</remarks>
[Reentrant]
internal sealed class TransactionWatch(
    GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, TransactionJournal journal, ParticipantHosts hosts, TransactionMetrics metrics)
    : GrainService(id, silo, loggers), ITransactionWatch
{
    public override Task Stop()
    {
        metrics.Dispose();
        return base.Stop();
    }

    // Off the grain's scheduler: it may look through a thousand attempts.
    public Task<TransactionStatus[]> ListAsync(TransactionState? state, int limit) =>
        Task.Run(() => journal.List(status => state is null || status.State == state, limit));

    public Task<TransactionStatus[]> DescribeAsync(string[] names) => Task.Run(() => journal.Describe(names));

    public Task<TransactionStatistics> CountAsync() => Task.Run(() => hosts.Count(journal.Counts.Read()));

    public Task<ParticipantWaits[]> WaitsAsync(TimeSpan least) => Task.Run(() => hosts.Waits(least));

    public Task HastenAsync(string name) => Task.Run(() => hosts.Hasten(name));
}
