namespace Cluster.Simulation.Engine;

/// <summary>What the network does to messages. The default is a network without faults.</summary>
internal sealed record NetworkFaults
{
    /// <summary>Every message takes at least this long.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(0.2);

    /// <summary>Messages take up to this long; those sent later may arrive earlier.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The share of messages that take up to <see cref="LongDelay"/> instead.</summary>
    public double LongDelays { get; init; }

    public TimeSpan LongDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The share of messages that are lost.</summary>
    public double Loss { get; init; }

    /// <summary>The share of messages that arrive twice, each with a delay of its own.</summary>
    public double Duplication { get; init; }
}
