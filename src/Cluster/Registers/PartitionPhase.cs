namespace Cluster.Registers;

/// <summary>How far a partition drill has come.</summary>
public enum PartitionPhase
{
    /// <summary>All silos can reach each other; it begins so.</summary>
    Whole,

    /// <summary>The two sides drop each other's messages about registers.</summary>
    Cut,

    /// <summary>They reach each other again, and come to agree.</summary>
    Healed,

    /// <summary>It is over.</summary>
    Ended,
}
