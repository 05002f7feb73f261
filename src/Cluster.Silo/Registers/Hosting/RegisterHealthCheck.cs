using Cluster.Silo.Registers.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Healthy means that registers have as many replicas as there can be, and this silo's have caught up, so that another silo may go. Until then it is degraded, not unhealthy: it serves, and what it waits for may
/// be a silo that is to start after it.
/// </summary>
internal sealed class RegisterHealthCheck(
    RegisterConfigurations configurations, ReplicaStorage storage, ReplicaHosts hosts, IOptions<ClusterRegistersOptions> options, ILocalSiloDetails local) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (configurations.Latest is not { } map)
            return HealthCheckResult.Degraded("Nobody has told yet which registers this silo holds.");
        if (!storage.IsOpen)
            return HealthCheckResult.Degraded("The log of registers is not open.");

        var wanted = Math.Min(options.Value.Replicas, hosts.Names.Count);
        var thin = map.Shards.Count(configuration => configuration.Members.Count < wanted);
        if (thin > 0)
            return HealthCheckResult.Degraded($"{thin} shards of registers have fewer than {wanted} replicas until silos have caught up.");

        var (held, behind) = (0, 0);
        for (var shard = 0; shard < map.Shards.Count; shard++)
        {
            var configuration = map.Shards[shard];
            if (configuration.Members.FirstOrDefault(member => member.Name == local.Name) is not { } self)
                continue;
            held++;
            if (!configuration.IsActive
                || self.Incarnation != storage.Replicas.IncarnationOf(shard)
                || (await storage.Replicas.StandAsync(shard)).Complete != configuration.Epoch)
            {
                behind++;
            }
        }

        return behind == 0
            ? HealthCheckResult.Healthy($"{local.Name} holds {held} shards of registers, all up to date.")
            : HealthCheckResult.Degraded($"{local.Name} is catching up with {behind} of the {held} shards of registers that it holds.");
    }
}
