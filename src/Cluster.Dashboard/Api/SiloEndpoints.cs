using System.ComponentModel;
using Cluster.Dashboard.Live;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>The silos over HTTP.</summary>
internal static class SiloEndpoints
{
    public static void MapSilos(this IEndpointRouteBuilder api) =>
        api.MapGet("/silos", ListAsync).WithTags("Silos").WithName("ListSilos")
            .WithSummary("The silos as membership and the silos themselves report them")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<IReadOnlyList<SiloInfo>>> ListAsync(
        ClusterConnection cluster,
        [Description("Whether to list the incarnations that have died, too.")] bool includeDead = false,
        CancellationToken cancellationToken = default) =>
        TypedResults.Ok(await cluster.Client.Silos.ListAsync(includeDead, cancellationToken));
}
