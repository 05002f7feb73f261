using System.Globalization;
using Cluster.LocalHosting.Supervision;
using Npgsql;

namespace Cluster.LocalHosting.Servers;

/// <summary>A PostgreSQL server, given by a connection string; healthy when it answers a query.</summary>
internal class PostgresDriver(string connectionString, string source) : ResourceDriver, IConnectionSource
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3, CommandTimeout = 5, MaxPoolSize = 1, ApplicationName = "apphost" });

    public override string Type => "postgres";

    public override string Source => source;

    public override IReadOnlyList<string> Endpoints
    {
        get
        {
            var server = new NpgsqlConnectionStringBuilder(ConnectionString);
            return [string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}")];
        }
    }

    public string ConnectionString { get; } = connectionString;

    public string ProviderType => "PostgresDatabase";

    public override async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthReport.Healthy;
        }
        catch (NpgsqlException e)
        {
            return HealthReport.Unhealthy($"does not answer a query: {e.InnerException?.Message ?? e.Message}");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
