using Cluster.Locks;
using Cluster.Locks.Fencing;
using Cluster.Registers;
using Cluster.Tests.Registers;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Registers, locks and participants of one's own in transactions, over three silos.</summary>
[Collection(SharedTransactions.Name)]
public sealed class OuterTransactionTests(RegisterCluster cluster)
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterTransactions Transactions => cluster.Client.Transactions;

    [Fact]
    public async Task RunAsync_OverRegisters_WritesAll_AndReadsItsOwnWrites()
    {
        var (a, b, c) = (Register("all a"), Register("all b"), Register("all c"));
        await c.WriteAsync(5, cancellationToken: Token);
        await Transactions.RunAsync(
            async tx =>
            {
                Assert.False((await tx.ReadAsync(a, Token)).Exists);
                tx.Write(a, 1);
                tx.Write(b, 2);
                tx.Delete(c);
                Assert.Equal(1, (await tx.ReadAsync(a, Token)).Value);
                Assert.False((await tx.ReadAsync(c, Token)).Exists);
            },
            Patient,
            Token);

        Assert.Equal((1, 2), ((await a.ReadAsync(cancellationToken: Token)).Value, (await b.ReadAsync(cancellationToken: Token)).Value));
        Assert.False((await c.ReadAsync(cancellationToken: Token)).Exists);
    }

    [Fact]
    public async Task RunAsync_OverARegisterInMemory_SaysThatItCannotTakePart()
    {
        var register = cluster.Client.Registers.Get<int>("in memory", RegisterDurability.Replicated);
        var refusals = new List<ArgumentException>();
        await Transactions.RunAsync(
            async tx =>
            {
                refusals.Add(await Assert.ThrowsAsync<ArgumentException>(async () => await tx.ReadAsync(register, Token)));
                refusals.Add(Assert.Throws<ArgumentException>(() => tx.Write(register, 1)));
                refusals.Add(Assert.Throws<ArgumentException>(() => tx.Delete(register)));
            },
            Patient,
            Token);

        Assert.All(refusals, refusal => Assert.Contains("in memory", refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ManyAtOnceOnTheSameRegisters_LoseNothing_BesidePlainUpdates()
    {
        var (a, b) = (Register("busy a"), Register("busy b"));
        async Task TransferAsync()
        {
            for (var round = 0; round < 5; round++)
            {
                await Transactions.RunAsync(
                    async tx =>
                    {
                        var (left, right) = (await tx.ReadAsync(a, Token), await tx.ReadAsync(b, Token));
                        tx.Write(a, left.Value - 1);
                        tx.Write(b, right.Value + 1);
                    },
                    Patient,
                    Token);
                await a.UpdateAsync(now => now.Value + 1, Token);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TransferAsync()));
        var seen = await Transactions.ReadAsync(async tx => ((await tx.ReadAsync(a, Token)).Value, (await tx.ReadAsync(b, Token)).Value), Patient, Token);
        Assert.Equal((0, 20), seen);
    }

    [Fact]
    public async Task RunAsync_OverGrainAndRegister_CommitsBoth_OrNeither()
    {
        var register = Register("beside a grain");
        await Transactions.RunAsync(
            async tx =>
            {
                await Account("beside").AddAsync(10);
                tx.Write(register, 10);
            },
            Patient,
            Token);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.RunAsync(
            async tx =>
            {
                tx.Write(register, 99);
                await Account("beside").AddAsync(-50);
            },
            Patient,
            Token));

        Assert.Equal("The account would stand at -40.", failure.Message);
        Assert.Equal(10, (await register.ReadAsync(cancellationToken: Token)).Value);
        Assert.Equal(10, await Transactions.RunAsync(_ => Account("beside").BalanceAsync(), Patient, Token));
    }

    [Fact]
    public async Task RunAsync_RegisterChangedMeanwhile_IsRunAgain()
    {
        var (read, written) = (Register("changed meanwhile"), Register("from it"));
        await read.WriteAsync(1, cancellationToken: Token);
        var attempts = 0;
        await Transactions.RunAsync(
            async tx =>
            {
                var value = (await tx.ReadAsync(read, Token)).Value;
                if (++attempts == 1)
                    await read.WriteAsync(2, cancellationToken: Token);
                tx.Write(written, value);
            },
            Patient,
            Token);

        Assert.Equal((2, 2), (attempts, (await written.ReadAsync(cancellationToken: Token)).Value));
    }

    [Fact]
    public async Task RunAsync_CodeFailsOnAStateThatWasNone_IsRunAgain()
    {
        var register = Register("torn");
        await register.WriteAsync(1, cancellationToken: Token);
        var attempts = 0;
        var result = await Transactions.RunAsync(
            async tx =>
            {
                var value = (await tx.ReadAsync(register, Token)).Value;
                if (++attempts > 1)
                    return value;
                await register.WriteAsync(2, cancellationToken: Token);
                throw new InvalidOperationException("This rests on what is no more.");
            },
            Patient,
            Token);

        Assert.Equal(2, result);
    }

    [Fact]
    public async Task Write_InAReadOnlyTransaction_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.ReadAsync(
            tx =>
            {
                tx.Write(Register("read only"), 1);
                return Task.FromResult(0);
            },
            Patient,
            Token));

        Assert.Contains("use RunAsync", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireLock_Held_Commits_AndShutsOutOlderTokens()
    {
        var register = Register("guarded");
        await using var held = await cluster.Client.Locks.AcquireAsync("guarded", cancellationToken: Token);
        await WriteUnderAsync(held, register, 1);
        Assert.Equal(1, (await register.ReadAsync(cancellationToken: Token)).Value);

        // As if a newer holder had committed: this one does not know yet.
        var registers = cluster.Client.Registers;
        await registers.SendAsync(registers.WriteOp("$fences/guarded", RegisterDurability.Durable, registers.Bytes(held.FencingToken + 1), null, null), null, Token);
        var refused = await Assert.ThrowsAsync<StaleTokenException>(() => WriteUnderAsync(held, register, 2));
        Assert.Equal((held.FencingToken, held.FencingToken + 1), (refused.Token, refused.Newest));
        Assert.Equal(1, (await register.ReadAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task RequireLock_LetGoOf_IsRefused()
    {
        var held = await cluster.Client.Locks.AcquireAsync("let go", cancellationToken: Token);
        await held.DisposeAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => WriteUnderAsync(held, Register("under no lock"), 1));
        Assert.False((await Register("under no lock").ReadAsync(cancellationToken: Token)).Exists);
    }

    [Fact]
    public async Task RunAsync_AbortedBySomebodyInDoubt_BetweenPromisesAndDecision_IsRunAgain()
    {
        var register = Register("resolved");
        var attempts = 0;
        await Transactions.RunAsync(
            tx =>
            {
                tx.Write(register, ++attempts);
                var hasty = new RecordingParticipant("hasty", () => TransactionVote.Yes);
                if (attempts == 1)
                    hasty.BeforeItVotes = async () => Assert.Equal(TransactionDecision.Aborted, await cluster.Other.Transactions.ResolveAsync(hasty.Transaction!, Token));
                tx.Enlist(hasty);
                return Task.CompletedTask;
            },
            Patient,
            Token);

        Assert.Equal((2, 2), (attempts, (await register.ReadAsync(cancellationToken: Token)).Value));
    }

    [Fact]
    public async Task ResolveAsync_OfNoTransaction_SaysSo()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Transactions.ResolveAsync("no name", Token));

        Assert.Contains("is not the name of a transaction", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registers_InAGrainThatWasCalled_AreRefused_AndSayWhere()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Transactions.RunAsync(
            _ => cluster.Client.Grains.GetGrain<IAccountGrain>("outer").WriteRegisterAsync("from a grain"), Patient, Token));

        Assert.Contains("where the transaction was begun", refused.Message, StringComparison.Ordinal);
    }

    private Task WriteUnderAsync(LockHandle held, Register<int> register, int value) => Transactions.RunAsync(
        tx =>
        {
            tx.RequireLock(held);
            tx.Write(register, value);
            return Task.CompletedTask;
        },
        Patient,
        Token);

    private Register<int> Register(string name) => cluster.Client.Registers.Get<int>(name);

    private IAccountGrain Account(string name) => cluster.Client.Grains.GetGrain<IAccountGrain>(name);
}
