namespace Cluster.Dashboard.Live;

/// <summary>Answers for Orleans' own dashboard while there is no cluster that it could ask.</summary>
internal sealed class OrleansPagesMiddleware(RequestDelegate next, ClusterConnection cluster)
{
    public Task InvokeAsync(HttpContext context) => cluster.IsOpen || !context.Request.Path.StartsWithSegments(Urls.Orleans)
        ? next(context)
        : Results.Problem(ClusterConnection.NotYet, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
}
