using Orleans.Runtime;
using Orleans.Runtime.Services;

namespace Cluster.Silo.Membership;

internal sealed class SiloFiguresClient(IServiceProvider services) : GrainServiceClient<ISiloFigures>(services), ISiloFiguresClient
{
    public Task<SiloMeasurement> MeasureAsync(SiloAddress silo) => GetGrainService(silo).MeasureAsync();
}
