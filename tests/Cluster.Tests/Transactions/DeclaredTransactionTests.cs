using Cluster.Silo.Transactions.Hosting;
using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Declared;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Running;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace Cluster.Tests.Transactions;

/// <summary>Declared transactions as a program uses them, over three silos.</summary>
[Collection(SharedTransactions.Name)]
public sealed class DeclaredTransactionTests(RegisterCluster cluster)
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterTransactions Transactions => cluster.Client.Transactions;

    [Fact]
    public async Task RunDeclaredAsync_OverTwoGrains_CommitsBoth_AndOrdinaryTransactionsSeeIt()
    {
        await OpenAsync("declared/a", 100);

        Assert.Equal(70, await Transactions.RunDeclaredAsync(Transfer("declared/a", "declared/b", 30), Patient, Token));

        await HoldAsync([70, 30], "declared/a", "declared/b");
        await Transactions.RunAsync(_ => Account("declared/b").TransferAsync("declared/a", 10), Patient, Token);
        Assert.Equal(75, await cluster.Other.Transactions.RunDeclaredAsync(Transfer("declared/a", "declared/b", 5), Patient, Token));
    }

    [Fact]
    public async Task RunDeclaredAsync_CodeThrows_PassesItOnAndChangesNothing()
    {
        await OpenAsync("thrown/a", 10);

        // In one batch with others, as far as may be.
        var others = Enumerable.Range(0, 5).Select(_ => Transactions.RunDeclaredAsync(Transfer("thrown/a", "thrown/c", 1), Patient, Token)).ToArray();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.RunDeclaredAsync(Transfer("thrown/a", "thrown/b", 500), Patient, Token));
        await Task.WhenAll(others);

        Assert.StartsWith("The account would stand at -4", failure.Message, StringComparison.Ordinal);
        await HoldAsync([5, 0, 5], "thrown/a", "thrown/b", "thrown/c");
    }

    [Fact]
    public async Task RunDeclaredAsync_InsideAGrain_Commits_AndWithinATransaction_Throws()
    {
        await OpenAsync("in/a", 10);
        await cluster.Client.Grains.GetGrain<ITransferGrain>(1).TransferDeclaredAsync("in/a", "in/b", 4);
        await HoldAsync([6, 4], "in/a", "in/b");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Transactions.RunAsync(_ => cluster.Client.Grains.GetGrain<ITransferGrain>(1).TransferDeclaredAsync("in/a", "in/b", 1), Patient, Token));

        Assert.Contains("can't be part of another", refused.Message, StringComparison.Ordinal);
        await HoldAsync([6, 4], "in/a", "in/b");
    }

    [Fact]
    public void Answers_ToAParticipantThatAskedAboutADeclaredTransaction_AreNotItsSequencers()
    {
        // A participant in doubt on the sequencer's own silo once never heard what it had asked, and all that came after it waited for ever.
        var silo = cluster.Silos[0].Services;
        var services = silo.GetRequiredService<SequencerServices>();
        using var sequencer = new SequencerHost("declaredsequencer/asked", services);
        services.Add(sequencer);
        var toSequencer = new ParticipantAnswer { Participant = "a", Transaction = new TransactionId(1, sequencer.Id, 1, 1), Session = new SessionId(1, 1), Vote = Vote.Yes };
        var toParticipant = toSequencer with { Vote = null, Standing = Standing.Committed, Asker = "b" };

        var left = silo.GetRequiredService<TransactionRunner>().Messenger.HeardBySequencer!([toSequencer, toParticipant]);

        services.Remove(sequencer);
        Assert.Equal([toParticipant], left);
    }

    [Fact]
    public async Task RunDeclaredAsync_StateThatIsNotThere_IsToldSo_AndOthersGoOn()
    {
        await OpenAsync("odd/a", 10);
        var good = Transactions.RunDeclaredAsync(Transfer("odd/a", "odd/b", 1), Patient, Token);

        var unknown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Transactions.RunDeclaredAsync(Transfer("odd/a", "odd/b", 1) with { Oddity = "no such state" }, Patient, Token));
        var undeclared = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Transactions.RunDeclaredAsync(Transfer("odd/a", "odd/b", 1) with { Oddity = "undeclared" }, Patient, Token));
        var stateless = await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.RunDeclaredAsync(new Stateless(cluster.Client.Grains.GetGrain<ITransferGrain>(2)), Patient, Token));
        var local = await Assert.ThrowsAsync<ArgumentException>(() => Transactions.RunDeclaredAsync(new Unserializable(Account("odd/a")), Patient, Token));
        var empty = await Assert.ThrowsAsync<ArgumentException>(() => Transactions.RunDeclaredAsync(new Empty(), Patient, Token));

        Assert.Contains("has no state 'blance': it has 'balance', 'entries'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("which it has not declared", undeclared.Message, StringComparison.Ordinal);
        Assert.Contains("has no transactional state", stateless.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateSerializer]", local.Message, StringComparison.Ordinal);
        Assert.Contains("names 0", empty.Message, StringComparison.Ordinal);
        Assert.Equal(9, await good);
        await HoldAsync([9, 1], "odd/a", "odd/b");
    }

    [Fact]
    public async Task ManyOverFewAccounts_WithOrdinaryTransactionsAndASequencerThatGoes_ConserveTheTotal_AndEachIsCarriedOutOnce()
    {
        string[] accounts = ["hot/a", "hot/b", "hot/c"];
        foreach (var account in accounts)
            await OpenAsync(account, 10_000);
        using var over = new CancellationTokenSource();
        var ordinary = OrdinaryAsync(accounts, over.Token);

        var moved = new long[accounts.Length];
        var callers = Enumerable.Range(0, 16).Select(async caller =>
        {
            var (random, client) = (new Random(caller), caller % 2 == 0 ? cluster.Client : cluster.Other);
            for (var round = 0; round < 40; round++)
            {
                var (from, to) = (random.Next(3), random.Next(3));
                if (from == to)
                    continue;
                await client.Transactions.RunDeclaredAsync(Transfer(accounts[from], accounts[to], 1), Patient, Token);
                Interlocked.Decrement(ref moved[from]);
                Interlocked.Increment(ref moved[to]);
            }
        }).ToArray();
        for (var times = 0; times < 3; times++)
        {
            await Task.Delay(100, Token);
            await cluster.Client.Grains.GetGrain<IDeclaredSequencer>(0).AsReference<IGrainManagementExtension>().DeactivateOnIdle(Token);
        }

        await Task.WhenAll(callers);
        await over.CancelAsync();
        Assert.True(await ordinary > 0, "No ordinary transaction came between.");

        // Ordinary ones go round in a circle, a unit to each and from each.
        await HoldAsync([.. moved.Select(net => 10_000 + net)], accounts);
    }

    private async Task<int> OrdinaryAsync(string[] accounts, CancellationToken over)
    {
        for (var done = 0; ; done++)
        {
            if (over.IsCancellationRequested)
                return done;
            await Transactions.RunAsync(
                async _ =>
                {
                    foreach (var account in accounts)
                        await Account(account).AddAsync(1);
                    foreach (var account in accounts)
                        await Account(account).AddAsync(-1);
                },
                Patient,
                Token);
        }
    }

    private Task OpenAsync(string account, long amount) => Transactions.RunAsync(_ => Account(account).AddAsync(amount), Patient, Token);

    private async Task HoldAsync(long[] balances, params string[] accounts) =>
        Assert.Equal(balances, await Transactions.ReadAsync(_ => Task.WhenAll(accounts.Select(account => Account(account).BalanceAsync())), Patient, Token));

    private DeclaredTransfer Transfer(string from, string to, long amount) => new(Account(from), Account(to), amount);

    private IAccountGrain Account(string name) => cluster.Client.Grains.GetGrain<IAccountGrain>(name);

    [GenerateSerializer]
    internal sealed record Stateless([property: Id(0)] ITransferGrain Grain) : IDeclaredTransaction<int>
    {
        public IEnumerable<DeclaredState> States => [DeclaredState.Of<int>(Grain, "anything")];

        public int Run(DeclaredStates states) => 0;
    }

    [GenerateSerializer]
    internal sealed record Empty : IDeclaredTransaction<int>
    {
        public IEnumerable<DeclaredState> States => [];

        public int Run(DeclaredStates states) => 0;
    }

    private sealed class Unserializable(IAccountGrain account) : IDeclaredTransaction<int>
    {
        public IEnumerable<DeclaredState> States => [DeclaredState.Of<long>(account, "balance")];

        public int Run(DeclaredStates states) => 0;
    }
}
