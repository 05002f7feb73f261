namespace Cluster.Registers;

/// <summary>No replica that could be reached in time has caught up with what the session has seen. The operation had no effect.</summary>
[GenerateSerializer, Alias("Cluster.Registers.StaleReplicasException")]
public sealed class StaleReplicasException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public StaleReplicasException(string message) : base(message)
    {
    }
}
