using Cluster.Tests.Hosting;
using Cluster.Transactions;
using Cluster.Transactions.Postgres;
using Npgsql;

namespace Cluster.Faults.Transactions;

/// <summary>Accounts in a PostgreSQL database, which takes part in transactions beside grains.</summary>
internal sealed class BankLedger(PostgresServer server) : IAsyncDisposable
{
    public NpgsqlDataSource Source { get; } =
        NpgsqlDataSource.Create(server.ConnectionString.Replace("Database=grains", "Database=postgres", StringComparison.Ordinal) + ";Maximum Pool Size=40;Timeout=5;Command Timeout=8");

    public static async Task<BankLedger> OpenAsync(PostgresServer server, IEnumerable<int> accounts, long opening)
    {
        var ledger = new BankLedger(server);
        await using var command = ledger.Source.CreateCommand(
            "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)); INSERT INTO account "
            + $"SELECT id, {opening} FROM unnest(ARRAY[{string.Join(',', accounts)}]) AS id");
        await command.ExecuteNonQueryAsync();
        return ledger;
    }

    /// <exception cref="PostgresException">The account would be negative.</exception>
    public async Task AddAsync(ClusterTransaction transaction, int account, long amount)
    {
        var database = await transaction.EnlistAsync(Source, PostgresIsolation.ReadCommitted);
        await using var command = database.CreateCommand($"UPDATE account SET balance = balance + {amount} WHERE id = {account}");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All accounts, held until the transaction ends.</summary>
    public async Task<Dictionary<int, long>> ReadAsync(ClusterTransaction transaction)
    {
        var database = await transaction.EnlistAsync(Source, PostgresIsolation.ReadCommitted);
        await using var command = database.CreateCommand("SELECT id, balance FROM account ORDER BY id FOR SHARE");
        var balances = new Dictionary<int, long>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            balances.Add(reader.GetInt32(0), reader.GetInt64(1));
        return balances;
    }

    /// <summary>How many transactions are prepared now and not finished.</summary>
    public async Task<long> CountPreparedAsync(TimeSpan age)
    {
        await using var command = Source.CreateCommand($"SELECT count(*) FROM pg_prepared_xacts WHERE clock_timestamp() - prepared >= interval '{age.TotalMilliseconds} ms'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
