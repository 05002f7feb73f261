namespace Cluster.Locks;

/// <summary>A lock was lost before what was to be done under it: its lease ended, or somebody forced it open.</summary>
[GenerateSerializer, Alias("Cluster.Locks.LeaseLostException")]
public sealed class LeaseLostException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public LeaseLostException(string message) : base(message)
    {
    }
}
