using Cluster.Registers;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>What the grains of sagas share on a silo.</summary>
internal sealed class SagaServices(
    SagaCatalog catalog,
    OutboxRoutes outbox,
    ClusterRegisters registers,
    Serializer serializer,
    SagaTelemetry telemetry,
    IOptions<ClusterSagasOptions> options,
    ILocalSiloDetails silo,
    IServiceProvider provider,
    TimeProvider time)
{
    public SagaCatalog Catalog => catalog;

    public OutboxRoutes Outbox => outbox;

    public ClusterRegisters Registers => registers;

    public Serializer Serializer => serializer;

    public SagaTelemetry Telemetry => telemetry;

    public TimeSpan KeepFor => options.Value.KeepFor;

    public string Silo => silo.Name;

    public IServiceProvider Provider => provider;

    public TimeProvider Time => time;
}
