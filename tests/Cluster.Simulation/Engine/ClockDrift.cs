namespace Cluster.Simulation.Engine;

/// <summary>How a node's clock differs from true time.</summary>
/// <param name="Offset">What the clock reads when the world begins.</param>
/// <param name="PartsPerMillion">How much faster (or slower, when negative) than true time it runs.</param>
internal readonly record struct ClockDrift(TimeSpan Offset, int PartsPerMillion)
{
    public TimeSpan Local(TimeSpan trueTime) =>
        Offset + trueTime + TimeSpan.FromTicks((long)((Int128)trueTime.Ticks * PartsPerMillion / 1_000_000));

    /// <summary>The first instant of true time at which the clock reads at least <paramref name="local"/>.</summary>
    public TimeSpan True(TimeSpan local)
    {
        var estimate = TimeSpan.FromTicks((long)((Int128)(local - Offset).Ticks * 1_000_000 / (1_000_000 + PartsPerMillion)));
        while (Local(estimate) < local)
            estimate += TimeSpan.FromTicks(1);
        return estimate;
    }
}
