using Cluster.LocalHosting.Supervision;
using Npgsql;

namespace Cluster.LocalHosting.Servers;

/// <summary>A database on a PostgreSQL server that the engine may create it on.</summary>
internal sealed class PostgresDatabaseDriver(PostgresDriver server, string database, string serverName) : ResourceDriver, IConnectionSource
{
    private bool _isCreated;

    public override string Type => "database";

    public override string Source => $"database {database} of {serverName}";

    public string ConnectionString { get; } = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString;

    public string ProviderType => server.ProviderType;

    public override async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isCreated)
            {
                await CreateUnlessThereAsync(cancellationToken);
                _isCreated = true;
            }

            return await server.CheckAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            return HealthReport.Unhealthy($"cannot be created: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private async Task CreateUnlessThereAsync(CancellationToken cancellationToken)
    {
        var options = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false, Timeout = 3, CommandTimeout = 30 };
        options.Database ??= "postgres";
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
