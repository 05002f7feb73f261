using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cluster.Dashboard.Live;

/// <summary>
/// The dashboard serves with and without a cluster; without one it is degraded, and says why. For its first seconds it is not ready instead, so that
/// whoever waits for it (the AppHost, a person whom it says that all is up) finds it connected.
/// </summary>
internal sealed class ClusterHealthCheck(LiveState live, ClusterConnection cluster) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(live.Silos.Current switch
        {
            { Value: null } when cluster.IsNew =>
                new HealthCheckResult(context.Registration.FailureStatus, "Looking for a first silo."),
            { Problem: { } problem } => HealthCheckResult.Degraded($"The cluster cannot be reached. {problem}"),
            { Value: null } => HealthCheckResult.Degraded("The cluster has not been reached yet."),
            { Value: { } silos } => HealthCheckResult.Healthy($"{silos.Count(silo => silo.IsActive())} silos are active."),
        });
}
