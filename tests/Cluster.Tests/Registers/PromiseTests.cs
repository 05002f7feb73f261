using Cluster.Registers;
using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Tests.Hosting;
using Cluster.Transactions;
using Cluster.Transactions.Registers;
using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Tests.Registers;

/// <summary>Promises of transactions in registers, and what plain operations see of them, over three silos.</summary>
[Collection(SharedRegisters.Name)]
public sealed class PromiseTests(RegisterCluster cluster)
{
    private static long _numbers;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterRegisters Registers => cluster.Client.Registers;

    private RegisterDecisions Decisions => new(Registers);

    [Fact]
    public async Task Promise_Kept_IsSeenByEverybody_AndInAllRegistersAtOnce()
    {
        var (a, b) = (Registers.Get<int>("kept a"), Registers.Get<int>("kept b"));
        await a.WriteAsync(1, cancellationToken: Token);
        var (promise, work) = Begin();
        var read = await work.ReadAsync<int>("kept a", Token);
        work.Write("kept a", Registers.Bytes(read.Value + 1), null);
        work.Write("kept b", Registers.Bytes(7), null);
        Assert.Equal(TransactionVote.Yes, await work.PrepareAsync("", Token));

        // Undecided: a reader waits, and gets what was decided.
        var waiting = cluster.Other.Registers.Get<int>("kept a").ReadAsync(cancellationToken: Token).AsTask();
        Assert.True(await Decisions.DecideAsync(promise, isKept: true, Token));
        Assert.Equal(2, (await waiting).Value);
        Assert.Equal(7, (await b.ReadAsync(cancellationToken: Token)).Value);
        await work.CommitAsync("", Token);
        await Decisions.ForgetAsync(promise, Token);
        Assert.Equal((2, 7), ((await a.ReadAsync(cancellationToken: Token)).Value, (await b.ReadAsync(cancellationToken: Token)).Value));
        Assert.Null((await Decisions.ReadAsync(promise, Token)).IsKept);
    }

    [Fact]
    public async Task Promise_WhoseMakerIsGone_IsBrokenByWhoMeetsIt_AndLeavesNoTrace()
    {
        var register = Registers.Get<int>("left");
        var written = await register.WriteAsync(1, cancellationToken: Token);
        var (promise, work) = Begin();
        work.Write("left", Registers.Bytes(2), null);
        Assert.Equal(TransactionVote.Yes, await work.PrepareAsync("", Token));

        var read = await cluster.Other.Registers.Get<int>("left").ReadAsync(cancellationToken: Token);
        Assert.Equal((1, written.Version), (read.Value, read.Version));
        Assert.False(await Decisions.DecideAsync(promise, isKept: true, Token));
        Assert.True((await register.CompareAndSetAsync(written.Version, 3, cancellationToken: Token)).Succeeded);
    }

    [Fact]
    public async Task Promise_ThatNobodyMeets_IsEndedAllTheSame()
    {
        var (_, work) = Begin();
        work.Write("unmet", Registers.Bytes(2), null);
        Assert.Equal(TransactionVote.Yes, await work.PrepareAsync("", Token));

        await Eventually.TrueAsync(
            () => cluster.Silos.All(silo => !silo.Services.GetRequiredService<ConvergentReplicas>().Promises.OlderThan(TimeSpan.Zero).Contains("unmet")),
            "no silo knows a promise in the register any more");
        Assert.False((await Registers.Get<int>("unmet").ReadAsync(cancellationToken: Token)).Exists);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlainWriteAndCompareAndSet_ThatMeetAPromise_ComeAfterIt(bool isKept)
    {
        var register = Registers.Get<int>($"written over {isKept}");
        var before = await register.WriteAsync(1, cancellationToken: Token);
        var (promise, work) = Begin();
        work.Write(register.Name, Registers.Bytes(2), null);
        Assert.Equal(TransactionVote.Yes, await work.PrepareAsync("", Token));
        Assert.Equal(isKept, await Decisions.DecideAsync(promise, isKept, Token));

        var swapped = await register.CompareAndSetAsync(before.Version, 5, cancellationToken: Token);
        Assert.Equal(!isKept, swapped.Succeeded);
        Assert.Equal(isKept ? 2 : 5, swapped.Current.Value);
        var written = await register.WriteAsync(9, cancellationToken: Token);
        await (isKept ? work.CommitAsync("", Token) : work.AbortAsync("", Token));
        var read = await register.ReadAsync(cancellationToken: Token);
        Assert.Equal((9, written.Version), (read.Value, read.Version));
    }

    [Fact]
    public async Task OlderTransaction_BreaksThePromiseOfAYounger_AndTheYoungerWaitsForTheOlder()
    {
        var (older, first) = Begin();
        var (younger, second) = Begin();
        second.Write("contended", Registers.Bytes(2), null);
        Assert.Equal(TransactionVote.Yes, await second.PrepareAsync("", Token));
        first.Write("contended", Registers.Bytes(1), null);
        Assert.Equal(TransactionVote.Yes, await first.PrepareAsync("", Token));
        Assert.False(await Decisions.DecideAsync(younger, isKept: true, Token));

        var (_, third) = Begin();
        third.Write("contended", Registers.Bytes(3), null);
        var waiting = third.PrepareAsync("", Token).AsTask();
        Assert.True(await Decisions.DecideAsync(older, isKept: true, Token));
        Assert.Equal(TransactionVote.Yes, await waiting);
        await third.AbortAsync("", Token);
        Assert.Equal(1, (await Registers.Get<int>("contended").ReadAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task Read_ThatHasChanged_IsAConflict()
    {
        var register = Registers.Get<int>("changed");
        await register.WriteAsync(1, cancellationToken: Token);
        var (_, work) = Begin();
        await work.ReadAsync<int>("changed", Token);
        work.Write("another", Registers.Bytes(1), null);
        await register.WriteAsync(2, cancellationToken: Token);

        Assert.Equal(TransactionVote.No, await work.PrepareAsync("", Token));
        Assert.Equal("changed", work.Conflict);
        await work.AbortAsync("", Token);
        Assert.False((await Registers.Get<int>("another").ReadAsync(cancellationToken: Token)).Exists);
    }

    [Fact]
    public async Task WeakRead_OfAPromise_ShowsTheValueBefore_WithItsVersion()
    {
        var register = Registers.Get<int>("weakly");
        var written = await register.WriteAsync(1, cancellationToken: Token);
        var (promise, work) = Begin();
        work.Write("weakly", Registers.Bytes(2), null);
        Assert.Equal(TransactionVote.Yes, await work.PrepareAsync("", Token));
        await Eventually.TrueAsync(async () => (await register.ReadAsync(ConsistencyLevel.Eventual, Token)).Exists, "a replica has heard of it");

        var weak = await register.ReadAsync(ConsistencyLevel.Eventual, Token);
        Assert.Equal((1, written.Version), (weak.Value, weak.Version));
        Assert.True(await Decisions.DecideAsync(promise, isKept: true, Token));
        await work.CommitAsync("", Token);
        await Eventually.TrueAsync(async () => (await register.ReadAsync(ConsistencyLevel.Eventual, Token)).Value == 2, "a weak read shows the kept value");
    }

    [Fact]
    public void NameOfTheClustersOwn_IsRefused()
    {
        var refused = Assert.Throws<ArgumentException>(() => Registers.Get<int>("$decisions/1"));

        Assert.Contains("belong to the cluster itself", refused.Message, StringComparison.Ordinal);
    }

    private (RegisterPromise Promise, RegisterParticipant Work) Begin()
    {
        var promise = new RegisterPromise(DateTimeOffset.UnixEpoch.Ticks, 1, Interlocked.Increment(ref _numbers), 1);
        return (promise, new RegisterParticipant(Registers, promise, TimeProvider.System));
    }
}
