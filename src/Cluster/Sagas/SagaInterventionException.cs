namespace Cluster.Sagas;

/// <summary>What an operator asked for cannot be done to the saga as it stands. Nothing was changed.</summary>
[GenerateSerializer, Alias("Cluster.Sagas.SagaInterventionException")]
public sealed class SagaInterventionException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public SagaInterventionException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
