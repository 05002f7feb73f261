using Cluster.Locks.Session;
using Cluster.Registers;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Running;
using Cluster.Transactions.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cluster.Transactions;

internal static class TransactionsServiceCollectionExtensions
{
    /// <summary>Adds the process's coordinators.</summary>
    public static void AddClusterTransactions(this IServiceCollection services) => services.AddSingleton(provider => new TransactionRunner(
        provider.GetRequiredService<IGrainFactory>(),
        provider.GetRequiredService<ClusterRegisters>(),
        provider.GetService<ILocalParticipants>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<TransactionRunner>>(),
        provider.GetService<LockSession>()?.Id ?? Guid.Empty,
        provider.GetService<TransactionJournal>()));
}
