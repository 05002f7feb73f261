namespace Cluster.Dashboard.Api;

/// <summary>The cluster at a glance.</summary>
/// <param name="Status">Healthy, Degraded (it serves, and something is wrong) or Unhealthy (no silo can be reached).</param>
/// <param name="Problems">What is wrong, one sentence each.</param>
/// <param name="ActiveSilos">Silos that membership calls active; 0 while none can be reached.</param>
/// <param name="RunningJobs">Jobs that have not ended.</param>
/// <param name="ReadAt">When the silos were last read (UTC), or null when they never were.</param>
internal sealed record ClusterHealth(
    string Status, IReadOnlyList<string> Problems, int ActiveSilos, int RunningJobs, DateTimeOffset? ReadAt);
