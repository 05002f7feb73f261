namespace Cluster.Registers;

/// <summary>A drill was not begun: the cluster does not allow drills, one is under way, or the silos it was to cut off are no side of a partition.</summary>
[GenerateSerializer, Alias("Cluster.Registers.DrillRefusedException")]
public sealed class DrillRefusedException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public DrillRefusedException(string message) : base(message)
    {
    }
}
