namespace Cluster.Silo.Registers.Protocol;

/// <summary>What became of an operation.</summary>
internal enum RegisterOutcome
{
    Pending,

    /// <summary>It took effect between its start and now.</summary>
    Done,

    /// <summary>Another proposer interfered at a moment that leaves open whether this operation took effect or ever will.</summary>
    Unknown,
}
