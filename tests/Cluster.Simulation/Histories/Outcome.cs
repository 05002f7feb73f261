namespace Cluster.Simulation.Histories;

/// <summary>What became of an operation.</summary>
internal enum Outcome
{
    /// <summary>It surely had no effect.</summary>
    Failed,

    /// <summary>It took effect between start and end.</summary>
    Ok,

    /// <summary>It timed out or its client crashed: it may take effect at any later time, or never.</summary>
    Unknown,
}
