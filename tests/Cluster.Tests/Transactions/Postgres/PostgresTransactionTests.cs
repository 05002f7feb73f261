using Cluster.Registers;
using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Transactions;
using Cluster.Transactions.Postgres;
using Npgsql;

namespace Cluster.Tests.Transactions.Postgres;

/// <summary>A database in transactions with grains and registers, over three silos and a PostgreSQL server.</summary>
public sealed class PostgresTransactionTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>, IAsyncLifetime
{
    private static readonly TransactionOptions Patient = new() { Timeout = TimeSpan.FromMinutes(1) };
    private PostgresServer? _server;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.TryStartAsync("max_prepared_transactions=20");
        Assert.SkipWhen(_server is null, PostgresServer.WhyNot);
        _source = NpgsqlDataSource.Create(_server!.ConnectionString.Replace("Database=grains", "Database=postgres", StringComparison.Ordinal));
        await using var command = _source.CreateCommand("CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL CHECK (balance >= 0)); INSERT INTO account VALUES (1, 100), (2, 0)");
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _source.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_OverDatabaseGrainAndRegister_CommitsAll()
    {
        var register = Register("with a database");
        await cluster.Client.Transactions.RunAsync(
            async tx =>
            {
                await using var database = await tx.EnlistAsync(_source, cancellationToken: Token);
                await AddAsync(database, 1, -10);
                await cluster.Client.Grains.GetGrain<IAccountGrain>("with a database").AddAsync(10);
                tx.Write(register, 10);
                await using var again = await tx.EnlistAsync(_source, cancellationToken: Token);
                Assert.Same(database.Connection, again.Connection);
            },
            Patient,
            Token);

        await Eventually.TrueAsync(async () => await BalanceAsync(1) == 90, "the database has committed");
        Assert.Equal(10, (await register.ReadAsync(cancellationToken: Token)).Value);
        Assert.Equal(10, await cluster.Client.Transactions.RunAsync(_ => cluster.Client.Grains.GetGrain<IAccountGrain>("with a database").BalanceAsync(), Patient, Token));
    }

    [Fact]
    public async Task RunAsync_CodeFails_RollsBackTheDatabase()
    {
        await Assert.ThrowsAsync<PostgresException>(() => cluster.Client.Transactions.RunAsync(
            async tx =>
            {
                tx.Write(Register("never"), 1);
                await using var database = await tx.EnlistAsync(_source, cancellationToken: Token);
                await AddAsync(database, 2, 50);
                await AddAsync(database, 1, -500);
            },
            Patient,
            Token));

        Assert.Equal((100, 0), (await BalanceAsync(1), await BalanceAsync(2)));
        Assert.False((await Register("never").ReadAsync(cancellationToken: Token)).Exists);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnceOnTheSameRows_RunAgainAfterConflicts_AndLoseNothing()
    {
        var register = Register("transfers");
        async Task TransferAsync()
        {
            for (var round = 0; round < 3; round++)
            {
                await cluster.Client.Transactions.RunAsync(
                    async tx =>
                    {
                        await using var database = await tx.EnlistAsync(_source, cancellationToken: Token);
                        await AddAsync(database, 1, -1);
                        await AddAsync(database, 2, 1);
                        tx.Write(register, (await tx.ReadAsync(register, Token)).Value + 1);
                    },
                    Patient,
                    Token);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TransferAsync()));
        await Eventually.TrueAsync(async () => await BalanceAsync(1) == 91 && await BalanceAsync(2) == 9, "all transfers are committed");
        Assert.Equal(9, (await register.ReadAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task RunAsync_ServerKilledBeforeThePrepare_IsRunAgainWhenItIsBack()
    {
        var attempts = 0;
        await cluster.Client.Transactions.RunAsync(
            async tx =>
            {
                await using var database = await tx.EnlistAsync(_source, cancellationToken: Token);
                await AddAsync(database, 1, -10);
                if (++attempts > 1)
                    return;
                await _server!.KillAsync();
                await _server.RestartAsync();
            },
            Patient,
            Token);

        Assert.True(attempts > 1);
        await Eventually.TrueAsync(async () => await BalanceAsync(1) == 90, "the database has committed");
    }

    private static async Task AddAsync(EnlistedDatabase database, int id, int amount)
    {
        await using var command = database.CreateCommand("UPDATE account SET balance = balance + $2 WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = amount });
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<int> BalanceAsync(int id)
    {
        await using var command = _source.CreateCommand($"SELECT balance FROM account WHERE id = {id}");
        return (int)(await command.ExecuteScalarAsync(Token))!;
    }

    private Register<int> Register(string name) => cluster.Client.Registers.Get<int>(name);
}
