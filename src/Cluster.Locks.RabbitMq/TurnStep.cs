namespace Cluster.Locks.RabbitMq;

/// <summary>What is to be done next.</summary>
internal readonly record struct TurnStep
{
    public static TurnStep None { get; }

    /// <summary>A message to publish. When it is a token, <see cref="TokenTurn.Confirmed"/> is told once the broker has it.</summary>
    public TurnMessage? Publish { get; init; }

    /// <summary>Deliveries to acknowledge.</summary>
    public IReadOnlyList<ulong>? Acknowledge { get; init; }
}
