namespace Cluster.Locks.RabbitMq;

/// <summary>What a message in the queue of a lock is.</summary>
internal enum TurnMessageKind
{
    /// <summary>Somebody has come to wait. It wakes the first who ever comes, since there is no token in the queue then.</summary>
    Knock,

    /// <summary>What is before it in the queue was there when its sender's turn came.</summary>
    Probe,

    /// <summary>The newest fencing token. It is in the queue for ever, unacknowledged while the lock is held, and replaced when the lock is taken.</summary>
    Token,
}
