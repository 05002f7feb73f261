using Cluster.Data;
using Cluster.Locks;
using Cluster.Locks.Session;
using Cluster.Membership;

namespace Cluster;

/// <summary>
/// The way into a cluster from any .NET program: register it with <c>services.AddCluster()</c> and take it as a dependency.
/// Safe for use by many threads at once.
/// </summary>
public sealed class ClusterClient
{
    /// <summary>Creates a client over Orleans' grain factory, in a client process or inside a silo.</summary>
    public ClusterClient(IGrainFactory grains) : this(grains, LockSession.WithDefaults(grains))
    {
    }

    internal ClusterClient(IGrainFactory grains, LockSession locks)
    {
        ArgumentNullException.ThrowIfNull(grains);
        Grains = grains;
        Data = new ClusterData(grains);
        Locks = new ClusterLocks(locks);
        Silos = new ClusterSilos(grains);
    }

    /// <summary>Partitioned data processing: word count and jobs of your own.</summary>
    public ClusterData Data { get; }

    /// <summary>Locks, semaphores and reader-writer locks with fencing tokens.</summary>
    public ClusterLocks Locks { get; }

    /// <summary>The silos of the cluster as membership sees them.</summary>
    public ClusterSilos Silos { get; }

    /// <summary>Orleans' own grain factory, for calling grains of your own.</summary>
    public IGrainFactory Grains { get; }
}
