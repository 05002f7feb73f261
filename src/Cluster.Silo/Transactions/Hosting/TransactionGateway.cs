using Cluster.Registers.Calling;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Running;
using Orleans.Concurrency;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Takes clients' messages on the silo that they are connected to.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class TransactionGateway(ILocalSiloDetails silo, ParticipantHosts hosts, TransactionRunner runner, UndecidedTransactions undecided, SiloDeaths deaths)
    : Grain, ITransactionGateway
{
    // Off the grain's scheduler: participants are safe for many threads.
    public Task<string> DeliverAsync(string route, ParticipantCall[] calls) => Task.Run(() =>
    {
        Gathering.Together(calls, _ =>
        {
            foreach (var call in calls)
            {
                if (!hosts.TryDeliver(route, call))
                    runner.Messenger.SendToGrain(route, call);
            }
        }, isFree: true);
        return silo.Name;
    });

    public Task<UndecidedTransaction[]> UndecidedAsync(TimeSpan age) => Task.Run(() => undecided.OlderThanAsync(age));

    public Task<TimeSpan?> SinceDeathAsync() => Task.FromResult(deaths.SinceLast);
}
