using RabbitMQ.Client;

namespace Cluster.Locks.RabbitMq;

/// <summary>The connection of a process to the broker, made when it is first needed and again when it was lost.</summary>
internal sealed class BrokerConnection(Uri broker, TimeSpan heartbeat) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConnectionFactory _factory = new()
    {
        Uri = broker,
        RequestedHeartbeat = heartbeat,
        ClientProvidedName = $"{Environment.MachineName}/{Environment.ProcessId}",

        // A connection that comes back by itself would hide that what was held is lost.
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
    };

    private IConnection? _connection;
    private bool _isDisposed;

    public async Task<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connection) is { IsOpen: true } open)
            return open;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RabbitMqLocks));
            if (_connection is { IsOpen: true } made)
                return made;
            if (_connection is not null)
                await _connection.DisposeAsync();
            _connection = null;
            return _connection = await _factory.CreateConnectionAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _isDisposed = true;
            if (_connection is not null)
                await _connection.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }
}
