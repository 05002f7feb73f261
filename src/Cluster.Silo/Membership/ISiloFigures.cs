using Orleans.Services;

namespace Cluster.Silo.Membership;

/// <summary>One on each silo: measures it.</summary>
[Alias("Cluster.Silo.Membership.ISiloFigures")]
internal interface ISiloFigures : IGrainService
{
    [Alias("MeasureAsync")]
    Task<SiloMeasurement> MeasureAsync();
}
