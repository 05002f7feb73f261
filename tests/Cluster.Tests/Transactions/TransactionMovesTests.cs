using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Transfers while activations move and a silo leaves.</summary>
public sealed class TransactionMovesTests
{
    private const int Accounts = 20;
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transfers_WhileGrainsMoveAndASiloLeaves_ConserveTheTotal()
    {
        var cluster = new RegisterCluster();
        await using var _ = cluster;
        await cluster.InitializeAsync();
        var transactions = cluster.Client.Transactions;
        IAccountGrain Account(int number) => cluster.Client.Grains.GetGrain<IAccountGrain>($"moves/{number}");
        for (var number = 0; number < Accounts; number++)
        {
            var opened = Account(number);
            await transactions.RunAsync(_ => opened.AddAsync(100), Patient, Token);
        }

        var (stop, committed) = (false, 0);
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                for (var random = new Random(caller); !Volatile.Read(ref stop);)
                {
                    var (from, to) = (random.Next(Accounts), random.Next(Accounts));
                    await transactions.RunAsync(
                        async _ =>
                        {
                            await Account(to).AddAsync(1);
                            await Account(from).AddAsync(-1);
                        },
                        Patient,
                        Token);
                    Interlocked.Increment(ref committed);
                }
            },
            Token)).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref committed) > 100, "transfers commit");
        for (var number = 0; number < Accounts; number++)
            await Account(number).DeactivateAsync();
        var before = Volatile.Read(ref committed);
        await Eventually.TrueAsync(() => Volatile.Read(ref committed) > before + 100, "transfers commit after all grains were deactivated");
        await cluster.Cluster.StopAsync(cluster.Silos[2]);
        before = Volatile.Read(ref committed);
        await Eventually.TrueAsync(() => Volatile.Read(ref committed) > before + 100, "transfers commit after a silo has left");
        Volatile.Write(ref stop, true);
        await Task.WhenAll(callers);

        Assert.Equal(
            100 * Accounts, (await transactions.ReadAsync(_ => Task.WhenAll(Enumerable.Range(0, Accounts).Select(number => Account(number).BalanceAsync())), Patient, Token)).Sum());
    }
}
