namespace Cluster.Membership;

/// <summary>Reads membership and asks the silos for their figures. One worker on any silo answers; the key is ignored.</summary>
[Alias("Cluster.Membership.ISiloDirectory")]
internal interface ISiloDirectory : IGrainWithIntegerKey
{
    /// <summary>The silos ordered by name, then by age; the dead only when asked for.</summary>
    [Idempotent, Alias("ListAsync")]
    Task<IReadOnlyList<SiloInfo>> ListAsync(bool includeDead, CancellationToken cancellationToken);
}
