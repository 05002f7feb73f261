namespace Cluster;

/// <summary>The root of every failure that Cluster reports. Expected outcomes are values; what derives from this type is not expected.</summary>
[GenerateSerializer, Alias("Cluster.ClusterException")]
public class ClusterException : Exception
{
    /// <summary>Creates the exception with a message that says what was wrong and what would be right.</summary>
    public ClusterException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the failure beneath it.</summary>
    public ClusterException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
