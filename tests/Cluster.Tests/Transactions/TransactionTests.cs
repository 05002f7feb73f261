using Cluster.Tests.Registers;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Transactions as a program uses them, over three silos.</summary>
[Collection(SharedTransactions.Name)]
public sealed class TransactionTests(RegisterCluster cluster)
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterTransactions Transactions => cluster.Client.Transactions;

    [Fact]
    public async Task RunAsync_OverTwoGrains_CommitsBoth()
    {
        await RunAsync(() => Account("both/a").AddAsync(100));
        await RunAsync(async () =>
        {
            await Account("both/a").AddAsync(-30);
            await Account("both/b").AddAsync(30);
        });

        Assert.Equal((70, 30), await ReadAsync("both/a", "both/b"));
        Assert.Equal(2, await Transactions.RunAsync(_ => Account("both/a").EntriesAsync(), Patient, Token));
    }

    [Fact]
    public async Task RunAsync_GrainThatCallsAnother_BothJoin()
    {
        await RunAsync(() => Account("nested/a").AddAsync(100));
        await RunAsync(() => Account("nested/a").TransferAsync("nested/b", 40));

        Assert.Equal((60, 40), await ReadAsync("nested/a", "nested/b"));
    }

    [Fact]
    public async Task RunAsync_CodeThrows_PassesItOnAndChangesNothing()
    {
        await RunAsync(() => Account("throws/a").AddAsync(10));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(async () =>
        {
            await Account("throws/b").AddAsync(50);
            await Account("throws/a").AddAsync(-50);
        }));

        Assert.Equal("The account would stand at -40.", failure.Message);
        Assert.Equal((10, 0), await ReadAsync("throws/a", "throws/b"));
    }

    [Fact]
    public async Task RunAsync_InsideAGrain_Commits()
    {
        await RunAsync(() => Account("inside/a").AddAsync(10));
        await cluster.Client.Grains.GetGrain<ITransferGrain>(0).TransferAsync("inside/a", "inside/b", 4);

        Assert.Equal((6, 4), await ReadAsync("inside/a", "inside/b"));
    }

    [Fact]
    public async Task RunAsync_WithinAnother_IsPartOfIt()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(async () =>
        {
            await Account("joined/a").AddAsync(5);
            await cluster.Client.Grains.GetGrain<ITransferGrain>(1).TransferAsync("joined/a", "joined/b", 2);
            throw new InvalidOperationException("no");
        }));

        Assert.Equal((0, 0), await ReadAsync("joined/a", "joined/b"));
    }

    [Fact]
    public async Task RunAsync_WhatItWrote_ItReads_AndNobodyElseBefore()
    {
        var (wrote, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = RunAsync(async () =>
        {
            await Account("own").AddAsync(7);
            Assert.Equal(7, await Account("own").BalanceAsync());
            wrote.TrySetResult();
            await goOn.Task;
        });
        await wrote.Task;
        var before = Transactions.ReadAsync(_ => Account("own").BalanceAsync(), Patient with { LockAfterAttempts = int.MaxValue }, Token);
        goOn.SetResult();
        await running;

        // A snapshot has to wait for nobody, but what is about to be written is no state to tell of.
        Assert.Contains(await before, new long[] { 0, 7 });
        Assert.Equal(7, await Transactions.ReadAsync(_ => Account("own").BalanceAsync(), Patient, Token));
    }

    [Fact]
    public async Task RunAsync_ByManyAtOnceOverFewAccounts_ConservesTheTotal()
    {
        string[] names = [.. Enumerable.Range(0, 5).Select(number => $"many/{number}")];
        foreach (var name in names)
            await RunAsync(() => Account(name).AddAsync(1000));

        var stop = false;
        var audits = Task.Run(
            async () =>
            {
                var count = 0;
                for (; !Volatile.Read(ref stop); count++)
                {
                    var balances = await Transactions.ReadAsync(_ => Task.WhenAll(names.Select(name => Account(name).BalanceAsync())), Patient, Token);
                    Assert.Equal(5000, balances.Sum());
                }

                return count;
            },
            Token);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async caller =>
        {
            var random = new Random(caller);
            for (var round = 0; round < 10; round++)
            {
                var (from, to) = (names[random.Next(5)], names[random.Next(5)]);
                var accounts = caller % 2 == 0 ? cluster.Client : cluster.Other;
                await accounts.Transactions.RunAsync(
                    async _ =>
                    {
                        await accounts.Grains.GetGrain<IAccountGrain>(from).AddAsync(-1);
                        await accounts.Grains.GetGrain<IAccountGrain>(to).AddAsync(1);
                    },
                    Patient,
                    Token);
            }
        }));
        Volatile.Write(ref stop, true);

        Assert.True(await audits > 0);
        Assert.Equal(5000, (await Transactions.ReadAsync(_ => Task.WhenAll(names.Select(name => Account(name).BalanceAsync())), Patient, Token)).Sum());
    }

    [Fact]
    public async Task State_OfADeactivatedGrain_IsFoundAgain()
    {
        await RunAsync(() => Account("moved/a").AddAsync(3));
        for (var round = 0; round < 3; round++)
        {
            await Account("moved/a").DeactivateAsync();
            await RunAsync(() => Account("moved/a").TransferAsync("moved/b", 1));
        }

        Assert.Equal((0, 3), await ReadAsync("moved/a", "moved/b"));
    }

    [Fact]
    public async Task RunAsync_PastItsTimeWhileItWaits_IsAbortedForThat()
    {
        var (locked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = RunAsync(async () =>
        {
            await Account("late").AddAsync(1);
            locked.TrySetResult();
            await goOn.Task;
        });
        await locked.Task;
        var failure = await Assert.ThrowsAsync<TransactionAbortedException>(
            () => cluster.Other.Transactions.RunAsync(
                async _ => await cluster.Other.Grains.GetGrain<IAccountGrain>("late").AddAsync(1), new TransactionOptions { Timeout = TimeSpan.FromMilliseconds(300) }, Token));
        goOn.SetResult();
        await holder;

        Assert.Equal(TransactionAbortCause.Deadline, failure.Cause);
        Assert.Equal(1, await Transactions.RunAsync(_ => Account("late").BalanceAsync(), Patient, Token));
    }

    [Fact]
    public async Task RunAsync_Cancelled_ChangesNothing()
    {
        using var cancelling = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Transactions.RunAsync(
            async transaction =>
            {
                await Account("cancelled").AddAsync(1);
                await cancelling.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, transaction.CancellationToken);
            },
            Patient,
            cancelling.Token));

        Assert.Equal(0, await Transactions.RunAsync(_ => Account("cancelled").BalanceAsync(), Patient, Token));
    }

    [Fact]
    public async Task RunAsync_GrainReturnsWhileItsCallIsUnderWay_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(() => Account("unfinished/a").BeginAndReturnAsync("unfinished/b")));

        Assert.Contains("Await every call", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), await ReadAsync("unfinished/a", "unfinished/b"));
    }

    [Fact]
    public async Task State_OutsideOfATransaction_SaysWhatToDo()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Account("outside").BalanceAsync());

        Assert.Contains("cluster.Transactions.RunAsync", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_OfAGrainThatIsNotReentrant_SaysWhatToDo()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Transactions.RunAsync(_ => cluster.Client.Grains.GetGrain<IUnguardedGrain>("unguarded").ReadAsync(), Patient, Token));

        Assert.Contains("[Reentrant]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_CodeThatWrites_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.ReadAsync(
            async _ =>
            {
                await Account("refused").AddAsync(1);
                return 0;
            },
            Patient,
            Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7200)]
    public async Task RunAsync_TimeoutOutOfRange_IsRefused(int seconds) => await Assert.ThrowsAsync<ArgumentException>(
        () => Transactions.RunAsync(_ => Task.CompletedTask, new TransactionOptions { Timeout = TimeSpan.FromSeconds(seconds) }, Token));

    private IAccountGrain Account(string name) => cluster.Client.Grains.GetGrain<IAccountGrain>(name);

    private Task RunAsync(Func<Task> code) => Transactions.RunAsync(_ => code(), Patient, Token);

    private async Task<(long A, long B)> ReadAsync(string a, string b) =>
        await Transactions.ReadAsync(async _ => (await Account(a).BalanceAsync(), await Account(b).BalanceAsync()), Patient, Token);
}
