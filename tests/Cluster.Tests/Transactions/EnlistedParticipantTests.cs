using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Participants of a user's own, beside grains.</summary>
[Collection(SharedTransactions.Name)]
public sealed class EnlistedParticipantTests(RegisterCluster cluster)
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterTransactions Transactions => cluster.Client.Transactions;

    [Fact]
    public async Task Enlist_AllVoteYes_CommitsAllOfThem_AndForgetsTheDecision()
    {
        var (first, second) = (new RecordingParticipant("first", () => TransactionVote.Yes), new RecordingParticipant("second", () => TransactionVote.Yes) { FailingCommits = 1 });
        await RunAsync("all", first, second);

        await Eventually.TrueAsync(() => second.Told.Contains("commit"), "the commit that failed is told again");
        Assert.Equal(["prepare", "commit"], first.Told);
        Assert.Equal(["prepare", "commit"], second.Told);
        Assert.Equal(1, await BalanceAsync("all"));
        var (decisions, transaction) = (new RegisterDecisions(cluster.Client.Registers), RegisterPromise.TryParse(first.Transaction!)!);
        await Eventually.TrueAsync(async () => (await decisions.ReadAsync(transaction, Token)) is { IsKnown: true, IsKept: null }, "the decision is forgotten");
    }

    [Fact]
    public async Task Enlist_WithoutAGrain_Commits()
    {
        var alone = new RecordingParticipant("alone", () => TransactionVote.Yes);
        await Transactions.RunAsync(
            transaction =>
            {
                transaction.Enlist(alone);
                return Task.CompletedTask;
            },
            Patient,
            Token);

        await Eventually.TrueAsync(() => alone.Told.Contains("commit"), "it is told");
    }

    [Fact]
    public async Task Enlist_OneVotesNo_AbortsAllOfThem()
    {
        var (yes, no) = (new RecordingParticipant("yes", () => TransactionVote.Yes), new RecordingParticipant("no", () => TransactionVote.No));

        // On a busy machine the time may be over in the middle of an attempt, which is another cause.
        var failure = default(TransactionAbortedException);
        for (var timeout = TimeSpan.FromMilliseconds(300); failure?.Cause is null or TransactionAbortCause.Deadline && timeout < TimeSpan.FromMinutes(1); timeout *= 3)
            failure = await Assert.ThrowsAsync<TransactionAbortedException>(() => RunAsync("no", new TransactionOptions { Timeout = timeout }, yes, no));

        Assert.Equal(TransactionAbortCause.Refused, failure!.Cause);
        await Eventually.TrueAsync(() => yes.Told.Contains("abort"), "it is told");
        Assert.DoesNotContain("commit", yes.Told);
        Assert.Equal(0, await BalanceAsync("no"));
    }

    [Fact]
    public async Task Enlist_PrepareFailsOnce_IsRunAgain()
    {
        var votes = 0;
        var participant = new RecordingParticipant("fails", () => ++votes == 1 ? throw new IOException("not now") : TransactionVote.Yes);
        await RunAsync("fails", participant);

        await Eventually.TrueAsync(() => participant.Told.Contains("commit"), "it is told");
        Assert.Equal(["abort", "commit", "prepare", "prepare"], participant.Told.Order(StringComparer.Ordinal));
        Assert.Equal(1, await BalanceAsync("fails"));
    }

    [Fact]
    public async Task Enlist_ReadOnly_IsToldNothingMore()
    {
        var (reader, writer) = (new RecordingParticipant("reader", () => TransactionVote.ReadOnly), new RecordingParticipant("writer", () => TransactionVote.Yes));
        await RunAsync("reader", reader, writer);

        await Eventually.TrueAsync(() => writer.Told.Contains("commit"), "the other is told");
        Assert.Equal(["prepare"], reader.Told);
    }

    [Fact]
    public async Task Enlist_CodeThrows_Aborts()
    {
        var participant = new RecordingParticipant("thrown", () => TransactionVote.Yes);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.RunAsync(
            transaction =>
            {
                transaction.Enlist(participant);
                throw new InvalidOperationException("no");
            },
            Patient,
            Token));

        await Eventually.TrueAsync(() => participant.Told.Contains("abort"), "it is told");
        Assert.Equal(["abort"], participant.Told);
    }

    [Fact]
    public async Task ResolveAsync_BeforeTheDecision_AbortsTheTransaction()
    {
        var resolved = default(Task<TransactionDecision>);
        var participant = new RecordingParticipant("hasty", () => TransactionVote.Yes);

        // As a recovery would, which takes the coordinator for lost; the first time.
        participant.BeforeItVotes = () => resolved ??= cluster.Other.Transactions.ResolveAsync(participant.Transaction!, Token);
        await RunAsync("hasty", participant);

        Assert.Equal(TransactionDecision.Aborted, await resolved!);
        await Eventually.TrueAsync(() => participant.Told.Contains("commit"), "it is told");
        Assert.Contains("abort", participant.Told);
        Assert.Equal(1, await BalanceAsync("hasty"));
    }

    [Fact]
    public async Task Enlist_TwoOfOneName_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(
            () => RunAsync("same", new RecordingParticipant("same", () => TransactionVote.Yes), new RecordingParticipant("same", () => TransactionVote.Yes)));

        Assert.Contains("'same'", failure.Message, StringComparison.Ordinal);
    }

    private Task RunAsync(string account, params ITransactionParticipant[] participants) => RunAsync(account, Patient, participants);

    private Task RunAsync(string account, TransactionOptions options, params ITransactionParticipant[] participants) => Transactions.RunAsync(
        async transaction =>
        {
            foreach (var participant in participants)
                transaction.Enlist(participant);
            await cluster.Client.Grains.GetGrain<IAccountGrain>($"enlisted/{account}").AddAsync(1);
        },
        options,
        Token);

    private Task<long> BalanceAsync(string account) =>
        Transactions.ReadAsync(_ => cluster.Client.Grains.GetGrain<IAccountGrain>($"enlisted/{account}").BalanceAsync(), Patient, Token);
}
