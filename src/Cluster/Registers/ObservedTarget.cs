namespace Cluster.Registers;

/// <summary>How stale and how slow operations on registers may be, for <see cref="ClusterRegisters.AdviseAsync"/>.</summary>
public sealed record ObservedTarget
{
    /// <summary>How long ago a write may have been acknowledged and yet be missed by a read. Zero asks for reads that miss nothing.</summary>
    public required TimeSpan MaxStaleness { get; init; }

    /// <summary>The part of reads that must keep to it, above 0 and up to 1; 1 asks for a promise and not for an observation. 0.999 by default.</summary>
    public double Confidence { get; init; } = 0.999;

    /// <summary>How long a read may take on the silo that the client is connected to; null when it does not matter.</summary>
    public TimeSpan? ReadLatency { get; init; }

    /// <summary>How long a write may take there; null when it does not matter.</summary>
    public TimeSpan? WriteLatency { get; init; }

    /// <summary>The part of operations that must keep to the latencies, above 0 and up to 1. 0.99 by default.</summary>
    public double LatencyConfidence { get; init; } = 0.99;

    /// <summary>An acknowledged write must survive the crash of the silo that took it. True by default.</summary>
    public bool MustNotLoseWrites { get; init; } = true;

    internal void Validate()
    {
        if (MaxStaleness < TimeSpan.Zero)
            throw new ArgumentException($"A staleness is zero or more; this one is {MaxStaleness}.");
        if (Confidence is not (> 0 and <= 1) || LatencyConfidence is not (> 0 and <= 1))
            throw new ArgumentException($"A confidence is above 0 and at most 1; these are {Confidence} and {LatencyConfidence}.");
        if (ReadLatency <= TimeSpan.Zero || WriteLatency <= TimeSpan.Zero)
            throw new ArgumentException("A latency is longer than zero, or null where it does not matter.");
    }
}
