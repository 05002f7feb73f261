using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>What a person sees of transactions, over three silos and a client.</summary>
public sealed class TransactionWatchingTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterTransactions Transactions => cluster.Client.Transactions;

    [Fact]
    public async Task Describe_OfACommittedTransfer_TellsOfBothGrainsAndTheCoordinator()
    {
        var before = await Transactions.StatisticsAsync(Token);
        var name = await Transactions.RunAsync(
            async transaction =>
            {
                await Account("seen/a").AddAsync(5);
                await Account("seen/b").AddAsync(5);
                return transaction.Name;
            },
            Patient,
            Token);
        TransactionStatus? status = null;
        await Eventually.TrueAsync(
            async () => (status = await Transactions.DescribeAsync(name, Token)) is { } seen && seen.Events.Count(one => one.Kind == TransactionEventKind.Committed) == 3,
            "both participants and the coordinator tell of the commit");

        Assert.Equal((TransactionState.Committed, true, 2), (status!.State, status.IsDecided, status.Participants.Count));
        Assert.Equal(2, status.Events.Count(one => one.Kind == TransactionEventKind.Prepared));
        Assert.All(status.Events.Where(one => one.Participant is not null), one => Assert.StartsWith("silo-", one.Silo, StringComparison.Ordinal));
        Assert.Contains(status.Events, one => one is { Kind: TransactionEventKind.Asked, Participant: null });
        await Eventually.TrueAsync(async () => (await Transactions.StatisticsAsync(Token)).Committed > before.Committed, "the commit is counted");
        Assert.True((await Transactions.StatisticsAsync(Token)).Latency.Quantile(.5) > TimeSpan.Zero);
        Assert.Equal(TransactionState.Committed, (await Transactions.FinishAsync(name, cancellationToken: Token))!.State);
    }

    [Fact]
    public async Task List_WhileOneWaitsForAnother_SaysForWhom()
    {
        var (isHeld, letGo) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        var holding = Transactions.RunAsync(
            async transaction =>
            {
                await Account("waits").AddAsync(1);
                isHeld.TrySetResult(transaction.Name);
                await letGo.Task;
            },
            Patient,
            Token);
        var holder = await isHeld.Task;
        var waiting = Transactions.RunAsync(_ => Account("waits").AddAsync(1), Patient, Token);
        IReadOnlyList<TransactionStatus> active = [];
        await Eventually.TrueAsync(
            async () => (active = await Transactions.ListAsync(TransactionState.Active, cancellationToken: Token)).Any(status => status.Events.Any(one => one.WaitsFor.Contains(holder))),
            "one is seen to wait for the other");
        var statistics = await Transactions.StatisticsAsync(Token);
        letGo.SetResult();
        await Task.WhenAll(holding, waiting);

        Assert.Contains(active, status => status.Name == holder);
        Assert.True(statistics is { Active: >= 2, Waiting: >= 1, InDoubt: 0 }, statistics.ToString());
    }

    [Fact]
    public async Task Describe_OfCodeThatThrew_SaysThatItWasAborted()
    {
        var name = "";
        await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.RunAsync(
            async transaction =>
            {
                name = transaction.Name;
                await Account("threw").AddAsync(-1);
            },
            Patient,
            Token));
        TransactionStatus? status = null;
        await Eventually.TrueAsync(async () => (status = await Transactions.DescribeAsync(name, Token)) is { Cause: not null }, "the client has told of it");

        Assert.Equal((TransactionState.Aborted, TransactionAbortCause.Requested), (status!.State, status.Cause!.Value));
    }

    [Fact]
    public async Task Describe_OfNoTransaction_IsNull()
    {
        Assert.Null(await Transactions.DescribeAsync("none", Token));
        Assert.Null(await Transactions.FinishAsync("none", cancellationToken: Token));
    }

    private IAccountGrain Account(string name) => cluster.Client.Grains.GetGrain<IAccountGrain>(name);
}
