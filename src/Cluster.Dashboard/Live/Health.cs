namespace Cluster.Dashboard.Live;

/// <summary>How the cluster is, in one word.</summary>
internal enum Health
{
    /// <summary>Nothing has been read yet.</summary>
    Unknown,

    /// <summary>Silos are active and nothing is wrong.</summary>
    Healthy,

    /// <summary>The cluster serves, and something is wrong.</summary>
    Degraded,

    /// <summary>No silo can be reached.</summary>
    Unhealthy,
}
