namespace Cluster.Locks.RabbitMq;

/// <summary>How far an attempt to take a lock has come.</summary>
internal enum TurnState
{
    /// <summary>Other consumers are before it: the broker delivers nothing to it.</summary>
    Waiting,

    /// <summary>Its turn has come, and it looks through what the queue holds.</summary>
    Draining,

    /// <summary>It has sent a greater token, and does not know yet that the broker keeps it.</summary>
    Raising,

    /// <summary>The broker keeps the token: the lock is held.</summary>
    Held,

    /// <summary>Somebody else has raised the token: the lock is lost.</summary>
    Overtaken,
}
