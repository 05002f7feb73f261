using Cluster.Transactions;
using Orleans.Concurrency;

namespace Cluster.Bank;

[Reentrant]
internal sealed class BankAccount([TransactionalState("balance")] ITransactionalState<long> balance, [TransactionalState("list")] ITransactionalState<int[]> list)
    : Grain, IBankAccount
{
    public Task<long> BalanceAsync() => balance.ReadAsync();

    public async Task AddAsync(long amount)
    {
        if (await balance.UpdateAsync(now => now + amount) < 0)
            throw new InvalidOperationException("Insufficient funds.");
    }

    public async Task<int[]> ListAsync() => await list.ReadAsync() ?? [];

    public Task AppendAsync(int element) => list.UpdateAsync(now => [.. now ?? [], element]);
}
