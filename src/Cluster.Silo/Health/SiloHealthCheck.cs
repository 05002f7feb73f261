using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace Cluster.Silo.Health;

/// <summary>Ready means that membership calls this silo active: it takes grains and its gateway takes clients.</summary>
internal sealed class SiloHealthCheck(IClusterMembershipService membership, ILocalSiloDetails local) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var snapshot = membership.CurrentSnapshot;
        var status = snapshot.GetSiloStatus(local.SiloAddress);
        var peers = snapshot.Members.Values.Count(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(local.SiloAddress));
        return Task.FromResult(status == SiloStatus.Active
            ? HealthCheckResult.Healthy($"{local.Name} ({local.SiloAddress}) is active beside {peers} other silos.")
            : new HealthCheckResult(context.Registration.FailureStatus, $"{local.Name} ({local.SiloAddress}) is {status}, not yet or no longer active in membership."));
    }
}
