namespace Cluster;

/// <summary>No silo could be reached before the deadline, and the call surely had no effect.</summary>
[GenerateSerializer, Alias("Cluster.ClusterUnreachableException")]
public sealed class ClusterUnreachableException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public ClusterUnreachableException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
