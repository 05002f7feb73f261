using Orleans.Runtime;
using Orleans.Services;

namespace Cluster.Silo.Membership;

/// <summary>Reaches the <see cref="ISiloFigures"/> of a silo.</summary>
internal interface ISiloFiguresClient : IGrainServiceClient<ISiloFigures>
{
    Task<SiloMeasurement> MeasureAsync(SiloAddress silo);
}
