using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cluster.Silo.Health;

/// <summary>A silo without its membership store is degraded, not unready: it serves on.</summary>
internal sealed class MembershipStoreHealthCheck(MembershipStoreWatch watch, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(watch.Current is { } outage
            ? HealthCheckResult.Degraded(
                $"The membership store has not answered for {time.GetElapsedTime(outage.Since).TotalSeconds:0} s; the silo serves on with the membership it knows. {outage.Reason}")
            : HealthCheckResult.Healthy("The membership store answers."));
}
