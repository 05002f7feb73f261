using Cluster.Transactions;
using Orleans.Concurrency;

namespace Bank;

/// <remarks>Reentrant, as every grain with transactional state: a call that waits for a lock must let in the one that holds it.</remarks>
[Reentrant]
internal sealed class AccountGrain([TransactionalState("balance")] ITransactionalState<long> balance) : Grain, IAccountGrain
{
    public Task<long> BalanceAsync() => balance.ReadAsync();

    public async Task AddAsync(long amount)
    {
        if (await balance.UpdateAsync(now => now + amount) < 0)
        {
            throw new InvalidOperationException($"{this.GetPrimaryKeyString()} has too little for that.");
        }
    }
}
