using Cluster.Locks.RabbitMq;

namespace Cluster.Contracts.Locks;

/// <summary>A connection of the model with its one channel.</summary>
internal sealed class ModelConnection
{
    /// <summary>On the way to the broker.</summary>
    public Queue<ModelRequest> Requests { get; } = new();

    /// <summary>On the way to the client: deliveries, and confirmations as nulls.</summary>
    public Queue<(TurnMessage Message, ulong Tag)?> Answers { get; } = new();

    public Dictionary<ulong, (long Number, TurnMessage Message)> Unacknowledged { get; } = [];

    public ulong Delivered { get; set; }

    /// <summary>The broker has closed it; the client learns so when it has read what came before.</summary>
    public bool IsCut { get; set; }
}
