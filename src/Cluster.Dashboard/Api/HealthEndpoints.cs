using Cluster.Dashboard.Live;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>The cluster's health over HTTP, as the dashboard last saw it; asking costs the cluster nothing.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api) =>
        api.MapGet("/health", Get).WithTags("Health").WithName("GetHealth").WithSummary("The cluster at a glance");

    private static Ok<ClusterHealth> Get(LiveState live, TimeProvider time)
    {
        var glance = Glance.At(live, time.GetUtcNow());
        return TypedResults.Ok(new ClusterHealth(
            glance.Health.ToString(),
            glance.Problems,
            // What was active when they were last read says nothing once none answers.
            glance.Health == Health.Unhealthy ? 0 : glance.ActiveSilos.Count(),
            glance.RunningJobs.Count(),
            glance.ReadAt));
    }
}
