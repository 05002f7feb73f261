using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Silo.Membership;

[Reentrant]
internal sealed class SiloFigures(
    GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, ILocalSiloDetails local, ProcessorUse processor)
    : GrainService(id, silo, loggers), ISiloFigures
{
    public async Task<SiloMeasurement> MeasureAsync()
    {
        var statistics = await grains.GetGrain<IManagementGrain>(0).GetRuntimeStatistics([local.SiloAddress]);
        return new SiloMeasurement(statistics[0].ActivationCount, processor.Percent, Environment.WorkingSet);
    }
}
