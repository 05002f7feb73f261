using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cluster.Dashboard.Live;

/// <summary>The dashboard serves with and without a cluster; without one it is degraded, and says why.</summary>
internal sealed class ClusterHealthCheck(LiveState live) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(live.Silos.Current switch
        {
            { Problem: { } problem } => HealthCheckResult.Degraded($"The cluster cannot be reached. {problem}"),
            { Value: null } => HealthCheckResult.Degraded("The cluster has not been reached yet."),
            { Value: { } silos } => HealthCheckResult.Healthy($"{silos.Count(silo => silo.IsActive())} silos are active."),
        });
}
