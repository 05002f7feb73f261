namespace Cluster.Locks.Fencing;

/// <summary>
/// A resource was used with a fencing token that is older than one it has seen: the lock was lost, and its next holder has been here already.
/// The resource is unchanged. Acquire the lock anew and look at the resource again.
/// </summary>
[GenerateSerializer, Alias("Cluster.Locks.StaleTokenException")]
public sealed class StaleTokenException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public StaleTokenException(string resource, long token, long newest)
        : base($"{resource} refuses the fencing token {token}, because it has seen {newest}, which is newer: the lock has had another holder since. Nothing was changed.")
    {
        Resource = resource;
        Token = token;
        Newest = newest;
    }

    /// <summary>What refused.</summary>
    [Id(0)]
    public string Resource { get; }

    /// <summary>The token that was too old.</summary>
    [Id(1)]
    public long Token { get; }

    /// <summary>The newest token that the resource had seen.</summary>
    [Id(2)]
    public long Newest { get; }
}
