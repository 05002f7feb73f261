namespace Cluster.Data;

/// <summary>There is no job of that identity, or it ended so long ago that the cluster has forgotten it.</summary>
[GenerateSerializer, Alias("Cluster.Data.JobNotFoundException")]
public sealed class JobNotFoundException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public JobNotFoundException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
