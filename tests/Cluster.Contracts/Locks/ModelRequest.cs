using Cluster.Locks.RabbitMq;

namespace Cluster.Contracts.Locks;

/// <summary>One thing that a client asks of the broker.</summary>
internal sealed record ModelRequest(bool Consume = false, bool Close = false, ulong? Acknowledge = null, TurnMessage? Publish = null);
