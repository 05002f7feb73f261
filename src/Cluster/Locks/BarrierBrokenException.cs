namespace Cluster.Locks;

/// <summary>
/// The phase of a barrier can never be complete, because a participant was lost; the message says who. All participants get this until they have left; whoever
/// joins after the last has left finds the barrier whole again.
/// </summary>
[GenerateSerializer, Alias("Cluster.Locks.BarrierBrokenException")]
public sealed class BarrierBrokenException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public BarrierBrokenException(string message) : base(message)
    {
    }
}
