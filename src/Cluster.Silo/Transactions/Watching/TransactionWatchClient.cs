using Orleans.Runtime;
using Orleans.Runtime.Services;

namespace Cluster.Silo.Transactions.Watching;

internal sealed class TransactionWatchClient(IServiceProvider services) : GrainServiceClient<ITransactionWatch>(services), ITransactionWatchClient
{
    public ITransactionWatch On(SiloAddress silo) => GetGrainService(silo);
}
