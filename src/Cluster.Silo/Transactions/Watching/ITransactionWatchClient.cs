using Orleans.Runtime;
using Orleans.Services;

namespace Cluster.Silo.Transactions.Watching;

/// <summary>Reaches the <see cref="ITransactionWatch"/> of a silo.</summary>
internal interface ITransactionWatchClient : IGrainServiceClient<ITransactionWatch>
{
    ITransactionWatch On(SiloAddress silo);
}
