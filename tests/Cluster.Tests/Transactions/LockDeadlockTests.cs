using System.Diagnostics;
using Cluster.Locks;
using Cluster.Tests.Locks;
using Cluster.Tests.Registers;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Circles of waiting that locks and items of transactions are part of, over three silos and two clients.</summary>
[Collection(SharedTransactions.Name)]
public sealed class LockDeadlockTests(RegisterCluster cluster, ITestOutputHelper output)
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnerWhoseTransactionWaitsForAnItem_AndTransactionThatWaitsForItsLock_OneIsRefused_AndTheOtherGetsOn()
    {
        var (holdsItem, holdsLock) = (Signal(), Signal());
        var (began, told) = (0L, new Told());
        var closing = cluster.Client.Transactions.RunAsync(
            async _ =>
            {
                await Account(cluster.Client, "owner").AddAsync(1);
                holdsItem.TrySetResult();
                await holdsLock.Task;
                await told.ByAsync(async () => await (await cluster.Client.Locks.AcquireAsync("ledger", Token)).DisposeAsync());
            },
            Patient,
            Token);
        await holdsItem.Task;
        var transferring = OwnerAsync();

        var refused = await told.FirstAsync();
        output.WriteLine($"after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms: {refused.Message}");
        var isRefused = await IsRefusedAsync(closing);
        await transferring.WaitAsync(LockCluster.Patience, Token);

        Assert.Matches("transaction .* waits for ledger, held by transfer 42 ", refused.Message);
        Assert.Matches("transaction .* of transfer 42 .* waits for item 'balance' of account/deadlock/owner, held by transaction ", refused.Message);
        Assert.Equal(isRefused ? 10 : 11, await BalanceAsync("owner"));

        async Task OwnerAsync()
        {
            using var owner = LockOwner.Begin("transfer 42");
            await using var held = await cluster.Other.Locks.AcquireAsync("ledger", Token);
            began = Stopwatch.GetTimestamp();
            holdsLock.SetResult();
            await cluster.Other.Transactions.RunAsync(_ => Account(cluster.Other, "owner").AddAsync(10), Patient, Token);
        }
    }

    [Fact]
    public async Task LocksOfTransactionsWithoutOwners_OneInAGrain_AreFound()
    {
        var (holdsItem, holdsLock, told) = (Signal(), Signal(), new Told());
        var older = cluster.Client.Transactions.RunAsync(
            async _ =>
            {
                await Account(cluster.Client, "plain").AddAsync(1);
                holdsItem.TrySetResult();
                await holdsLock.Task;
                await told.ByAsync(() => Account(cluster.Client, "plain").AddThenLockAsync(1, "journal"));
            },
            Patient,
            Token);
        await holdsItem.Task;
        var younger = cluster.Other.Transactions.RunAsync(
            async _ =>
            {
                await using var held = await cluster.Other.Locks.AcquireAsync("journal", Token);
                holdsLock.TrySetResult();
                await Account(cluster.Other, "plain").AddAsync(10);
            },
            Patient,
            Token);

        var refused = await told.FirstAsync();
        var isRefused = await IsRefusedAsync(older);
        await younger.WaitAsync(LockCluster.Patience, Token);

        Assert.Matches("waits for journal, held by transaction ", refused.Message);
        Assert.Matches("waits for item 'balance' of account/deadlock/plain, held by transaction ", refused.Message);
        Assert.Equal(isRefused ? 10 : 12, await BalanceAsync("plain"));
    }

    [Fact]
    public async Task OlderTransactionThatNeedsAnItem_EndsTheYoungerThatWaitsForItsLock_AndNobodyIsRefused()
    {
        var (holdsItem, holdsLock) = (Signal(), Signal());
        var older = cluster.Client.Transactions.RunAsync(
            async _ =>
            {
                await using var held = await cluster.Client.Locks.AcquireAsync("wounds", Token);
                holdsLock.TrySetResult();
                await holdsItem.Task;
                await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
                await Account(cluster.Client, "wounded").AddAsync(1);
            },
            Patient,
            Token);
        await holdsLock.Task;
        var younger = cluster.Other.Transactions.RunAsync(
            async _ =>
            {
                await Account(cluster.Other, "wounded").AddAsync(10);
                holdsItem.TrySetResult();
                await using var waits = await cluster.Other.Locks.AcquireAsync("wounds", Token);
            },
            Patient,
            Token);

        await Task.WhenAll(older, younger).WaitAsync(LockCluster.Patience, Token);
        Assert.Equal(11, await BalanceAsync("wounded"));
    }

    [Fact]
    public async Task LongWaitsInARow_AreNoDeadlock()
    {
        var (holdsItem, holdsLock) = (Signal(), Signal());
        var first = OwnerAsync();
        await holdsLock.Task;
        var middle = cluster.Other.Transactions.RunAsync(
            async _ =>
            {
                await Account(cluster.Other, "row").AddAsync(1);
                holdsItem.TrySetResult();
                await using var waits = await cluster.Other.Locks.AcquireAsync("row", Token);
            },
            Patient,
            Token);
        await holdsItem.Task;
        var last = cluster.Client.Transactions.RunAsync(_ => Account(cluster.Client, "row").AddAsync(10), Patient, Token);

        await Task.WhenAll(first, middle, last).WaitAsync(LockCluster.Patience, Token);
        Assert.Equal(11, await BalanceAsync("row"));

        async Task OwnerAsync()
        {
            using var owner = LockOwner.Begin("slow");
            await using var held = await cluster.Client.Locks.AcquireAsync("row", Token);
            holdsLock.SetResult();
            await holdsItem.Task;
            await Task.Delay(TimeSpan.FromSeconds(1), Token);
        }
    }

    /// <summary>The caller gets the exception, unless the attempt was lost for another reason, too, and was run again.</summary>
    private static async Task<bool> IsRefusedAsync(Task transaction)
    {
        var failure = await Record.ExceptionAsync(() => transaction.WaitAsync(LockCluster.Patience, Token));
        Assert.True(failure is null or DeadlockException, failure?.ToString());
        return failure is not null;
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static IAccountGrain Account(ClusterClient client, string name) => client.Grains.GetGrain<IAccountGrain>($"deadlock/{name}");

    private Task<long> BalanceAsync(string name) => cluster.Client.Transactions.RunAsync(_ => Account(cluster.Client, name).BalanceAsync(), Patient, Token);

    /// <summary>Sees what the code of a transaction is told, in any attempt.</summary>
    private sealed class Told
    {
        private readonly TaskCompletionSource<DeadlockException> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task ByAsync(Func<Task> wait)
        {
            try
            {
                await wait();
            }
            catch (DeadlockException refused)
            {
                _refused.TrySetResult(refused);
                throw;
            }
        }

        public Task<DeadlockException> FirstAsync() => _refused.Task.WaitAsync(LockCluster.Patience, Token);
    }
}
