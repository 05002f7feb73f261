namespace Cluster.Sagas;

/// <summary>There is no saga of that identity, or it ended so long ago that the cluster has forgotten it.</summary>
[GenerateSerializer, Alias("Cluster.Sagas.SagaNotFoundException")]
public sealed class SagaNotFoundException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public SagaNotFoundException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
