using Npgsql;

namespace Cluster.Benchmarks.Transactions.Peers;

/// <summary>
/// Two-phase commit by hand over two PostgreSQL servers: money goes from an account on one to an account on the other, with PREPARE TRANSACTION on both at once and then COMMIT PREPARED on both at once. The first
/// server's row is always locked first, so that there are no deadlocks. There is no coordinator that would survive this process.
/// </summary>
internal sealed class PostgresTransfers : IAsyncDisposable
{
    private readonly NpgsqlDataSource[] _servers;
    private long _numbers;

    public PostgresTransfers(string one, string other) =>
        _servers = [.. new[] { one, other }.Select(server => NpgsqlDataSource.Create($"{server};Max Auto Prepare=20;Auto Prepare Min Usages=2"))];

    public TransferContender Contender(string name) => new(name, OpenAsync, TransferAsync, TotalAsync);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task OpenAsync(int accounts)
    {
        foreach (var server in _servers)
        {
            await using var command = server.CreateCommand(
                "DROP TABLE IF EXISTS account; CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)); "
                + $"INSERT INTO account SELECT id, {ClusterTransfers.Opening} FROM generate_series(0, {accounts - 1}) AS id; ANALYZE account");
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<int> TransferAsync(int from, int to)
    {
        await using var first = await _servers[0].OpenConnectionAsync();
        await using var second = await _servers[1].OpenConnectionAsync();
        var name = $"t{Interlocked.Increment(ref _numbers)}";
        await AddAsync(first, from, -1);
        await AddAsync(second, to, 1);
        await Task.WhenAll(ExecuteAsync(first, $"PREPARE TRANSACTION '{name}'"), ExecuteAsync(second, $"PREPARE TRANSACTION '{name}'"));
        await Task.WhenAll(ExecuteAsync(first, $"COMMIT PREPARED '{name}'"), ExecuteAsync(second, $"COMMIT PREPARED '{name}'"));
        return 1;
    }

    /// <summary>Both servers have as many accounts, of which the one's go down and the other's up: half of their sum stays what it was.</summary>
    private async Task<long> TotalAsync(int accounts)
    {
        var total = 0L;
        foreach (var server in _servers)
        {
            await using var command = server.CreateCommand($"SELECT sum(balance)::bigint FROM account WHERE id < {accounts}");
            total += (long)(await command.ExecuteScalarAsync())!;
        }

        return total / 2;
    }

    private static async Task AddAsync(NpgsqlConnection connection, int account, long amount)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("BEGIN"),
                new NpgsqlBatchCommand("UPDATE account SET balance = balance + $1 WHERE id = $2") { Parameters = { new() { Value = amount }, new() { Value = account } } },
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
