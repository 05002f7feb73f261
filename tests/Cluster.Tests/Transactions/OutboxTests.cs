using Cluster.Registers;
using Cluster.Tests.Hosting;
using Cluster.Tests.Sagas;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Messages that leave with the commit of a transaction, over three silos.</summary>
public sealed class OutboxTests(SagaCluster cluster) : IClassFixture<SagaCluster>
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_InATransactionThatCommits_IsTakenOnce()
    {
        var script = Script.Of("sent");
        await cluster.Client.Transactions.RunAsync(
            async tx =>
            {
                tx.Send(new Letter { Script = "sent" }, "k/one");
                tx.Send(new Letter { Script = "sent" }, "k/two");
                await cluster.Client.Grains.GetGrain<IAccountGrain>("outbox/a").AddAsync(5);
            },
            Patient,
            Token);

        await Eventually.TrueAsync(() => script.Events.Count == 2, "both messages are taken");
        Assert.Equal(["letter one", "letter two"], script.Events.Order());
    }

    [Fact]
    public async Task Send_InATransactionThatFails_NeverLeaves()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Client.Transactions.RunAsync(
            tx =>
            {
                tx.Send(new Letter { Script = "failed" }, "k/failed");
                throw new InvalidOperationException("no");
            },
            Patient,
            Token));

        // What is sent after it and taken shows that nothing of it is on the way.
        await SendAsync("after", "k/after");
        Assert.Empty(Script.Of("failed").Events);
    }

    [Fact]
    public async Task Send_ByAnAttemptThatIsRunAgain_LeavesOnlyWithTheOneThatCommits()
    {
        var (attempts, register) = (0, cluster.Client.Registers.Get<int>("outbox/again"));
        await cluster.Client.Transactions.RunAsync(
            async tx =>
            {
                tx.Write(register, (await tx.ReadAsync(register)).Value + 1);
                tx.Send(new Letter { Script = "again" }, $"k/attempt {++attempts}");
                if (attempts == 1)
                    await register.WriteAsync(7, cancellationToken: Token);
            },
            Patient,
            Token);

        await Eventually.TrueAsync(() => Script.Of("again").Events.Count > 0, "the message is taken");
        await SendAsync("later", "k/later");
        Assert.Equal(["letter attempt 2"], Script.Of("again").Events);
    }

    [Fact]
    public async Task Send_ToAHandlerThatFails_IsHandedOverUntilItIsTaken_WithTheSameKey_AndOthersGoOn()
    {
        var script = Script.Of("failing").On("letter stubborn", number =>
        {
            if (number < 3)
                throw new InvalidOperationException("not now");
        });
        await cluster.Client.Transactions.RunAsync(
            tx =>
            {
                tx.Send(new Letter { Script = "failing" }, "k/stubborn");
                tx.Send(new Letter { Script = "failing" }, "k/easy");
                return Task.CompletedTask;
            },
            Patient,
            Token);

        await Eventually.TrueAsync(() => script.Count("letter stubborn") == 3, "it is taken at the third time");
        await SendAsync("beside", "k/beside");
        Assert.Equal((3, 1), (script.Count("letter stubborn"), script.Count("letter easy")));
    }

    [Fact]
    public async Task Send_ByManyAtOnce_LosesNone()
    {
        var script = Script.Of("many");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => cluster.Client.Transactions.RunAsync(
            tx =>
            {
                tx.Send(new Letter { Script = "many" }, $"k/{number}");
                return Task.CompletedTask;
            },
            Patient,
            Token)));

        await Eventually.TrueAsync(() => script.Events.Distinct().Count() == 40, "all are taken");
    }

    [Fact]
    public async Task Send_OfTooMuch_OrOneKeyTwice_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Run(tx => tx.Send(new Letter { Script = new string('x', 40_000) })));
        await Assert.ThrowsAsync<ArgumentException>(() => Run(tx =>
        {
            tx.Send(new Letter(), "k");
            tx.Send(new Letter(), "k");
        }));

        Task Run(Action<ClusterTransaction> code) => cluster.Client.Transactions.RunAsync(
            tx =>
            {
                code(tx);
                return Task.CompletedTask;
            },
            Patient,
            Token);
    }

    [Fact]
    public void OutboxRegisters_AreNotForUsers() => Assert.Throws<ArgumentException>(() => cluster.Client.Registers.Get<int>("$outbox/1"));

    private async Task SendAsync(string script, string key)
    {
        await cluster.Client.Transactions.RunAsync(
            tx =>
            {
                tx.Send(new Letter { Script = script }, key);
                return Task.CompletedTask;
            },
            Patient,
            Token);
        await Eventually.TrueAsync(() => Script.Of(script).Events.Count == 1, "the message is taken");
    }
}
