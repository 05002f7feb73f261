using Cluster.Locks.RabbitMq;

namespace Cluster.Contracts.Locks;

/// <summary>
/// What the protocol believes of a broker and of the way to it: one durable queue with a single active consumer, connections whose two directions keep their order and take their time,
/// and which the broker may close while the client still has something to read.
/// </summary>
internal sealed class ModelBroker
{
    private readonly List<(long Number, TurnMessage Message)> _queue = [];
    private readonly List<ModelConnection> _consumers = [];
    private long _published;

    /// <summary>A planted fault: all consumers are served in turn, as without a single active one.</summary>
    public bool ServesAll { get; init; }

    /// <summary>A planted fault: what was confirmed is lost in a restart.</summary>
    public bool Forgets { get; init; }

    public List<ModelConnection> Connections { get; } = [];

    public ModelConnection Connect()
    {
        var connection = new ModelConnection();
        Connections.Add(connection);
        return connection;
    }

    /// <summary>The broker reads one request of a client.</summary>
    public void Serve(ModelConnection connection)
    {
        if (connection.IsCut || !connection.Requests.TryDequeue(out var request))
            return;
        if (request.Close)
            Cut(connection);
        else if (request.Consume)
            _consumers.Add(connection);
        else if (request.Acknowledge is { } tag)
            connection.Unacknowledged.Remove(tag);
        else
            Publish(connection, request.Publish!.Value);
        Deliver();
    }

    /// <summary>The broker closes a connection, as when its client was silent for too long: what the client has not acknowledged goes back to its place.</summary>
    public void Cut(ModelConnection connection)
    {
        connection.IsCut = true;
        connection.Requests.Clear();
        _consumers.Remove(connection);
        _queue.AddRange(connection.Unacknowledged.Values);
        _queue.Sort((one, other) => one.Number.CompareTo(other.Number));
        connection.Unacknowledged.Clear();
        Deliver();
    }

    public void Restart()
    {
        foreach (var connection in Connections.Where(connection => !connection.IsCut).ToList())
            Cut(connection);
        _queue.RemoveAll(entry => Forgets || entry.Message.Kind != TurnMessageKind.Token);
    }

    private void Publish(ModelConnection connection, TurnMessage message)
    {
        _queue.Add((++_published, message));
        connection.Answers.Enqueue(null);
    }

    private void Deliver()
    {
        if (_consumers.Count == 0)
            return;
        foreach (var entry in _queue)
        {
            var consumer = ServesAll ? _consumers[(int)(entry.Number % _consumers.Count)] : _consumers[0];
            consumer.Unacknowledged.Add(++consumer.Delivered, entry);
            consumer.Answers.Enqueue((entry.Message, consumer.Delivered));
        }

        _queue.Clear();
    }
}
