namespace Cluster.Membership;

/// <summary>Reads who is in the cluster.</summary>
public sealed class ClusterSilos
{
    private readonly IGrainFactory _grains;

    internal ClusterSilos(IGrainFactory grains) => _grains = grains;

    /// <summary>
    /// The silos of the membership table, the dead of this cluster's life included when <paramref name="includeDead"/> is set,
    /// ordered by name and then by start. A silo that does not answer within a second is listed with its figures null.
    /// </summary>
    /// <exception cref="ClusterUnreachableException">No silo could be reached.</exception>
    /// <exception cref="OutcomeUnknownException">No silo answered in time.</exception>
    public Task<IReadOnlyList<SiloInfo>> ListAsync(bool includeDead = false, CancellationToken cancellationToken = default) =>
        _grains.GetGrain<ISiloDirectory>(0).ListAsync(includeDead, cancellationToken);
}
