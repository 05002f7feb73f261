using Cluster.Silo.Transactions.Hosting;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Silo.Transactions.Watching;

/// <remarks>It starts with its silo, and the silo's measurements with it.</remarks>
[Reentrant]
internal sealed class TransactionWatch(
    GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, TransactionJournal journal, ParticipantHosts hosts, TransactionMetrics metrics,
    IServiceProvider services)
    : GrainService(id, silo, loggers), ITransactionWatch
{
    // Not before they are needed: they call other silos' services themselves.
    private readonly Lazy<UndecidedTransactions> _undecided = new(services.GetRequiredService<UndecidedTransactions>);
    private readonly Lazy<TellLanes> _tells = new(services.GetRequiredService<TellLanes>);

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

    public Task<UndecidedTransaction[]> PromisesAsync(TimeSpan age) => Task.Run(() => _undecided.Value.Here(age));

    public Task<UndecidedTransaction[]> LeftPromisesAsync(TimeSpan age, int[] silos) => Task.Run(() => _undecided.Value.LeftByAllButAsync(age, silos.ToHashSet()));

    public Task TellAsync(ParticipantCall[] calls) => Task.Run(() => _tells.Value.Deliver(calls));
}
