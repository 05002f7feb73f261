namespace Cluster.Locks;

/// <summary>A lock was asked for that cannot be granted as things are, however long one waits. Nothing is held.</summary>
[GenerateSerializer, Alias("Cluster.Locks.LockRefusedException")]
public sealed class LockRefusedException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public LockRefusedException(string message) : base(message)
    {
    }
}
