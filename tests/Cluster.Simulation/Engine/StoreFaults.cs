namespace Cluster.Simulation.Engine;

/// <summary>What a store does to requests. The default is a store without faults.</summary>
internal sealed record StoreFaults
{
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(0.5);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The share of requests that fail before they have any effect.</summary>
    public double Failures { get; init; }

    /// <summary>The share of writes that take effect although the caller is told that they failed.</summary>
    public double LostAnswers { get; init; }
}
