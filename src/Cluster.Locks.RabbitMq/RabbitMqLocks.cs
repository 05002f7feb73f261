using Cluster.Locks.Local;
using Medallion.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cluster.Locks.RabbitMq;

/// <summary>
/// Locks that a RabbitMQ broker keeps: a queue for each lock, with one message in it that is the newest fencing token. Who is served by the queue has the turn; it holds when the broker
/// has confirmed its greater token. The message is unacknowledged while the lock is held, and the broker takes it back when the holder's connection dies.
/// </summary>
/// <remarks>
/// <b>Holds under any failure of clients, and of a broker that keeps what it has confirmed</b>: tokens of a name rise.
/// <b>Holds while clocks run within one per cent of true time and the broker itself stays up and undivided</b>: of all holders at most one has
/// <see cref="IFencedLockHandle.IsHeld"/>. When the broker restarts, or an operator closes a connection, the next one can have the lock for the moment that the news takes
/// to reach the former. The token protects then too.
/// <b>Among processes</b>: first come, first served, in the order in which they came to the broker; callers of one process take turns.
/// </remarks>
public sealed class RabbitMqLocks : IFencedLockProvider, IAsyncDisposable
{
    private readonly LocalTurns _turns = new();
    private volatile bool _isDisposed;

    /// <summary>Locks at a broker, to which a connection is made when the first lock is asked for.</summary>
    /// <param name="broker">As <c>amqp://user:password@host:5672/virtual-host</c>, or <c>amqps</c>.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="logger">Is told when a lock is lost.</param>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public RabbitMqLocks(Uri broker, RabbitMqLocksOptions? options = null, TimeProvider? time = null, ILogger<RabbitMqLocks>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        Options = options ?? new RabbitMqLocksOptions();
        if (new RabbitMqLocksOptionsValidator().Validate(null, Options) is { Failed: true } wrong)
            throw new OptionsValidationException(nameof(RabbitMqLocksOptions), typeof(RabbitMqLocksOptions), wrong.Failures);
        BrokerName = broker.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped);
        Time = time ?? TimeProvider.System;
        Logger = logger ?? NullLogger<RabbitMqLocks>.Instance;
        Connection = new BrokerConnection(broker, Options.Lease);
    }

    internal RabbitMqLocksOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal BrokerConnection Connection { get; }

    /// <summary>The broker's address without the password.</summary>
    internal string BrokerName { get; }

    internal bool IsDisposed => _isDisposed;

    /// <inheritdoc/>
    public IFencedLock CreateLock(string name) => new RabbitMqLock(this, name, _turns);

    IDistributedLock IDistributedLockProvider.CreateLock(string name) => CreateLock(name);

    /// <summary>Closes the connection. Locks that are still held are lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await Connection.DisposeAsync();
    }
}
