namespace Cluster.Registers;

/// <summary>What became of an operation during a partition drill.</summary>
public enum PartitionOutcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It was refused, and surely had no effect: no majority could be reached.</summary>
    Refused,

    /// <summary>It ended without anybody knowing whether it took effect, or may yet.</summary>
    Unknown,
}
