namespace Cluster.Data;

/// <summary>A job ended without a result. Nothing was left under its output's name.</summary>
[GenerateSerializer, Alias("Cluster.Data.JobFailedException")]
public sealed class JobFailedException : ClusterException
{
    /// <summary>Creates the exception with the job's own error.</summary>
    public JobFailedException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
