using Orleans.Concurrency;
using Orleans.Transactions.Abstractions;

namespace Cluster.Benchmarks.Transactions.Peers;

/// <inheritdoc cref="IPeerAccount"/>
[Reentrant]
public sealed class PeerAccount([TransactionalState("balance", OrleansSiloCommand.Storage)] ITransactionalState<PeerBalance> balance) : Grain, IPeerAccount
{
    /// <inheritdoc/>
    public Task AddAsync(long amount) => balance.PerformUpdate(state =>
    {
        state.Amount += amount;
        if (state.Amount < 0)
        {
            throw new InvalidOperationException("Insufficient funds.");
        }
    });

    /// <inheritdoc/>
    public Task<long> BalanceAsync() => balance.PerformRead(state => state.Amount);
}
