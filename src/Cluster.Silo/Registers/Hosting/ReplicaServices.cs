using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Registers.Watching;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>What the replica host of a silo answers with.</summary>
internal sealed class ReplicaServices(
    ILocalSiloDetails silo,
    ISiloMetadataCache metadata,
    ReplicaStorage storage,
    ReplicaJoiner joiner,
    RegisterFront front,
    ConvergentReplicas convergent,
    RegisterConfigurations configurations,
    RegisterMaster master,
    RegisterCensus census,
    RegisterMeasures measures,
    RegisterLinks links,
    ILogger<ReplicaHost> logger)
{
    public const string ZoneKey = "zone";

    public ReplicaStorage Storage => storage;

    public ReplicaJoiner Joiner => joiner;

    public RegisterFront Front => front;

    public ConvergentReplicas Convergent => convergent;

    public RegisterConfigurations Configurations => configurations;

    public RegisterMaster Master => master;

    public RegisterCensus Census => census;

    public RegisterMeasures Measures => measures;

    public RegisterLinks Links => links;

    public async Task<byte[]> HandleAsync(byte[] message)
    {
        var requests = ReplicaMessages.DecodeRequests(message);
        return ReplicaMessages.Encode(requests, await storage.Replicas.HandleAsync(requests, (shard, failure) => logger.ReplicaFailed(failure, shard)));
    }

    public async Task<ReplicaHostStatus> DescribeAsync()
    {
        var standings = await Task.WhenAll(Enumerable.Range(0, RegisterShards.Count).Select(storage.Replicas.StandAsync));
        return new ReplicaHostStatus(
            silo.Name,
            storage.Replicas.Incarnation,
            storage.Replicas.IncarnationOf(RegisterShards.Durable),
            metadata.GetSiloMetadata(silo.SiloAddress).Metadata.GetValueOrDefault(ZoneKey),
            master.IsLeaving,
            [.. standings.Select(standing => standing.Epoch)],
            [.. standings.Select(standing => standing.Complete)]);
    }
}
