using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>A grain with transactional state that is not reentrant, and must be.</summary>
internal sealed class UnguardedGrain([TransactionalState("value")] ITransactionalState<int> value) : Grain, IUnguardedGrain
{
    public Task<int> ReadAsync() => value.ReadAsync();
}
