using Cluster.LocalHosting.Supervision;
using StackExchange.Redis;

namespace Cluster.LocalHosting.Servers;

/// <summary>A Redis server, given by a connection string; healthy when it answers PING.</summary>
internal class RedisDriver(string connectionString, string source) : ResourceDriver, IConnectionSource
{
    private ConnectionMultiplexer? _connection;

    public override string Type => "redis";

    public override string Source => source;

    public override IReadOnlyList<string> Endpoints =>
        [.. ConfigurationOptions.Parse(ConnectionString).EndPoints.Select(e => e.ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal))];

    public string ConnectionString { get; } = connectionString;

    public string ProviderType => "Redis";

    public override async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await ConnectAsync().WaitAsync(cancellationToken);
            await _connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthReport.Healthy;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return HealthReport.Unhealthy($"does not answer PING at {string.Join(", ", Endpoints)}: {Reason(e)}");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static string Reason(Exception e) => e switch
    {
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => "the password is wrong",
        RedisConnectionException connection => $"no connection ({connection.FailureType})",
        RedisServerException server => server.Message,
        _ => "no answer in time",
    };

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(ConnectionString);
        options.ClientName = "apphost";
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = 2_000;
        options.ConnectRetry = 1;
        options.AbortOnConnectFail = true;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        return ConnectionMultiplexer.ConnectAsync(options);
    }
}
