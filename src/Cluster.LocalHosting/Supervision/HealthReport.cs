namespace Cluster.LocalHosting.Supervision;

/// <summary>What one health check found. A degraded resource serves, and the reason says what it lacks.</summary>
internal sealed record HealthReport(bool IsHealthy, string? Reason)
{
    public static HealthReport Healthy { get; } = new(true, null);

    public static HealthReport Degraded(string reason) => new(true, reason);

    public static HealthReport Unhealthy(string reason) => new(false, reason);
}
