using Cluster.Bank;
using Cluster.Transactions;

namespace Cluster.Benchmarks.Transactions;

/// <summary>Transfers between grains of this project, durable on a majority of the silos.</summary>
internal static class ClusterTransfers
{
    public const long Opening = 1_000_000;

    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    /// <param name="name">What to call it.</param>
    /// <param name="cluster">A client.</param>
    /// <param name="isOrdered">Whether the account with the lower number comes first.</param>
    public static TransferContender Create(string name, ClusterClient cluster, bool isOrdered = true)
    {
        IBankAccount Account(int account) => cluster.Grains.GetGrain<IBankAccount>($"account/{account}");

        async Task<int> TransferAsync(int from, int to)
        {
            var attempts = 0;
            var (first, second, amount) = isOrdered && from > to ? (to, from, 1) : (from, to, -1);
            await cluster.Transactions.RunAsync(
                async _ =>
                {
                    attempts++;
                    await Account(first).AddAsync(amount);
                    await Account(second).AddAsync(-amount);
                },
                Patient);
            return attempts;
        }

        return new TransferContender(
            name,
            accounts => Parallel.ForEachAsync(
                Enumerable.Range(0, accounts),
                new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (account, _) => await cluster.Transactions.RunAsync(_ => Account(account).AddAsync(Opening), Patient, CancellationToken.None)),
            TransferAsync,
            async accounts => (await cluster.Transactions.ReadAsync(_ => Task.WhenAll(Enumerable.Range(0, accounts).Select(account => Account(account).BalanceAsync())), Patient)).Sum());
    }

    /// <summary>The same transfers over the same accounts, declared.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="cluster">A client.</param>
    /// <param name="opens">Whether it opens the accounts; no other contender has.</param>
    public static TransferContender CreateDeclared(string name, ClusterClient cluster, bool opens)
    {
        IBankAccount Account(int account) => cluster.Grains.GetGrain<IBankAccount>($"account/{account}");

        async Task<int> TransferAsync(int from, int to)
        {
            await cluster.Transactions.RunDeclaredAsync(new BankTransfer(Account(from), Account(to), 1), Patient);
            return 1;
        }

        var called = Create(name, cluster);
        return called with { Open = opens ? called.Open : _ => Task.CompletedTask, Transfer = TransferAsync };
    }
}
