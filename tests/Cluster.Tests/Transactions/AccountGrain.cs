using Cluster.Transactions;
using Orleans.Concurrency;

namespace Cluster.Tests.Transactions;

/// <summary>An account with two states.</summary>
[Reentrant]
internal sealed class AccountGrain(
    [TransactionalState("balance")] ITransactionalState<long> balance, [TransactionalState("entries")] ITransactionalState<List<string>> entries,
    ClusterClient cluster) : Grain, IAccountGrain
{
    public Task<long> BalanceAsync() => balance.ReadAsync();

    public async Task<int> EntriesAsync() => (await entries.ReadAsync()).Count;

    public async Task AddAsync(long amount)
    {
        var now = await balance.UpdateAsync(before => before + amount);
        if (now < 0)
            throw new InvalidOperationException($"The account would stand at {now}.");
        await entries.UpdateAsync(list => list.Add($"{amount}"));
    }

    public async Task AddThenLockAsync(long amount, string name)
    {
        await AddAsync(amount);
        await using var held = await cluster.Locks.AcquireAsync(name);
    }

    public async Task TransferAsync(string to, long amount)
    {
        await AddAsync(-amount);
        await GrainFactory.GetGrain<IAccountGrain>(to).AddAsync(amount);
    }

    public Task BeginAndReturnAsync(string other)
    {
        _ = GrainFactory.GetGrain<IAccountGrain>(other).AddAsync(1);
        return Task.CompletedTask;
    }

    public Task WriteRegisterAsync(string register) => cluster.Transactions.RunAsync(transaction =>
    {
        transaction.Write(cluster.Registers.Get<int>(register), 1);
        return Task.CompletedTask;
    });

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
