using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Cluster.Locks.RabbitMq;

/// <summary>The channel of one attempt to take a lock, and of the lock when it is held. When it ends, by whatever, the broker takes the turn from it.</summary>
internal sealed class LockChannel : IAsyncBasicConsumer, IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    private readonly IChannel _channel;
    private readonly string _queue;
    private readonly TokenTurn _turn = new(Guid.NewGuid());
    private readonly Channel<(TurnMessage Message, ulong Tag)> _deliveries = Channel.CreateUnbounded<(TurnMessage, ulong)>();
    private readonly Lock _gate = new();

    private LockChannel(IChannel channel, string queue)
    {
        _channel = channel;
        _queue = queue;
    }

    /// <summary>The broker serves this one.</summary>
    public bool HasTurn => _turn.State != TurnState.Waiting;

    /// <summary>The token, once the lock is held.</summary>
    public long Token => _turn.Token;

    /// <summary>How many had consumers at the queue when this one came.</summary>
    public uint ConsumersBefore { get; private set; }

    public static async Task<LockChannel> OpenAsync(IConnection connection, string queue, bool replicated, CancellationToken cancellationToken)
    {
        var opened = new LockChannel(await connection.CreateChannelAsync(Confirming, cancellationToken), queue);
        try
        {
            var declared = await opened._channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, Arguments(connection, replicated), cancellationToken: cancellationToken);
            opened.ConsumersBefore = declared.ConsumerCount;
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the turn and takes it. Gives the moment from which on the broker is known to have heard of this process.</summary>
    public async Task<long> TakeAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await _channel.BasicConsumeAsync(_queue, autoAck: false, this, cancellationToken);
        await PublishAsync(_turn.Knock, cancellationToken);
        while (true)
        {
            var (message, tag) = await _deliveries.Reader.ReadAsync(cancellationToken);
            var began = time.GetTimestamp();
            await DoAsync(On(message, tag), cancellationToken);
            if (_turn.State == TurnState.Held)
                return began;
        }
    }

    /// <summary>Goes on with what is delivered while the lock is held. Ends when it is held no longer, and says why.</summary>
    public async Task<string> HoldAsync()
    {
        try
        {
            await foreach (var (message, tag) in _deliveries.Reader.ReadAllAsync())
            {
                await DoAsync(On(message, tag), CancellationToken.None);
                if (_turn.State == TurnState.Overtaken)
                    return "another client has a newer token";
            }

            return "its channel was closed";
        }
        catch (Exception e) when (BrokerFailure.Is(e))
        {
            return e.Message;
        }
    }

    /// <summary>Asks the broker for a sign of life.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => _channel.QueueDeclarePassiveAsync(_queue, cancellationToken);

    /// <summary>How many consumers the queue has, this one included.</summary>
    public Task<uint> CountConsumersAsync(CancellationToken cancellationToken) => _channel.ConsumerCountAsync(_queue, cancellationToken);

    /// <inheritdoc cref="TokenTurn.Refresh"/>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        TurnStep step;
        lock (_gate)
            step = _turn.Refresh();
        await DoAsync(step, cancellationToken);
    }

    /// <summary>Ends the turn: the broker puts back what was not acknowledged, and serves the next.</summary>
    public async ValueTask DisposeAsync()
    {
        _deliveries.Writer.TryComplete();

        // Where the broker does not answer, the request to close is on its way all the same, and before anything that comes after it.
        await Task.WhenAny(CloseAsync(), Task.Delay(ClosePatience));
    }

    IChannel? IAsyncBasicConsumer.Channel => _channel;

    Task IAsyncBasicConsumer.HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            _deliveries.Writer.TryWrite((TurnMessage.Read(body.Span), deliveryTag));
        }
        catch (FormatException e)
        {
            _deliveries.Writer.TryComplete(new ClusterException($"In the queue {_queue} there is a message that is not of a lock. Remove it.", e));
        }

        return Task.CompletedTask;
    }

    Task IAsyncBasicConsumer.HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken) => EndAsync("the queue was deleted, or its node stopped");

    Task IAsyncBasicConsumer.HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    Task IAsyncBasicConsumer.HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    Task IAsyncBasicConsumer.HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => EndAsync(reason.ReplyText);

    private static Dictionary<string, object?> Arguments(IConnection connection, bool replicated)
    {
        var arguments = new Dictionary<string, object?> { ["x-single-active-consumer"] = true, ["x-queue-type"] = replicated ? "quorum" : "classic" };

        // From 4.0 on a quorum queue drops a message that was returned too often, unless told not to. A token must never be dropped.
        if (replicated && ServerVersion(connection) is { Major: >= 4 })
            arguments["x-delivery-limit"] = -1;
        return arguments;
    }

    private static Version? ServerVersion(IConnection connection) =>
        connection.ServerProperties?.TryGetValue("version", out var version) == true && version is byte[] text
        && Version.TryParse(System.Text.Encoding.UTF8.GetString(text).Split('-')[0], out var parsed) ? parsed : null;

    private Task EndAsync(string why)
    {
        _deliveries.Writer.TryComplete(new ChannelClosedException(why));
        return Task.CompletedTask;
    }

    private async Task CloseAsync()
    {
        try
        {
            await _channel.CloseAsync();
            await _channel.DisposeAsync();
        }
        catch (Exception e) when (BrokerFailure.Is(e))
        {
            // It is closed, together with its connection.
        }
    }

    private TurnStep On(TurnMessage message, ulong tag)
    {
        lock (_gate)
            return _turn.Deliver(message, tag);
    }

    private async Task DoAsync(TurnStep step, CancellationToken cancellationToken)
    {
        if (step.Publish is { } message)
        {
            await PublishAsync(message, cancellationToken);
            if (message.Kind == TurnMessageKind.Token)
            {
                lock (_gate)
                    step = _turn.Confirmed();
            }
        }

        foreach (var tag in step.Acknowledge ?? [])
            await _channel.BasicAckAsync(tag, multiple: false, cancellationToken);
    }

    /// <summary>Publishes, and returns when the broker has confirmed it; throws when it refuses it.</summary>
    private async Task PublishAsync(TurnMessage message, CancellationToken cancellationToken) =>
        await _channel.BasicPublishAsync(
            exchange: "", _queue, mandatory: true, new BasicProperties { Persistent = message.Kind == TurnMessageKind.Token }, message.Write(), cancellationToken);
}
