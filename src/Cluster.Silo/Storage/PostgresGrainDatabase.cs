using System.Data.Common;
using Npgsql;

namespace Cluster.Silo.Storage;

/// <summary>Grain states in a PostgreSQL database, which is created where the server does not have it yet.</summary>
internal sealed class PostgresGrainDatabase(string name, string connectionString) : GrainDatabase(name), IAsyncDisposable
{
    /// <summary>The advisory lock under which one silo at a time applies the script: 'cluster' in ASCII.</summary>
    private const long ScriptLock = 0x636C7573746572;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public override string Kind => "PostgreSQL";

    public override string Invariant => "Npgsql";

    public override DbDataSource Source => _source;

    public override async Task ApplyScriptAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ApplyOnceAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateDatabaseAsync(cancellationToken);
            await ApplyOnceAsync(cancellationToken);
        }
    }

    public override bool IsTransient(DbException failure) => failure.IsTransient;

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task ApplyOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, transaction, $"SELECT pg_advisory_xact_lock({ScriptLock})", cancellationToken);
        await ExecuteAsync(connection, transaction, ReadScript("grains.postgres.sql"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var database = builder.Database ?? throw new ClusterException($"The connection string of grain storage '{Name}' names no database.");
        builder.Database = "postgres";
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, null, $"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", cancellationToken);
        }
        catch (PostgresException race) when (race.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another silo was first.
        }
    }
}
