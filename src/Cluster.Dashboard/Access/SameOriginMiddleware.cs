namespace Cluster.Dashboard.Access;

/// <summary>
/// Refuses what a page of another origin makes a browser send: every request that changes something, and every connection to the hub that
/// carries the pages. Browsers tell by <c>Sec-Fetch-Site</c>, older ones by <c>Origin</c>; programs send neither and are not concerned.
/// </summary>
internal sealed class SameOriginMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if ((isSafe && !request.Path.StartsWithSegments("/_blazor")) || IsSameOrigin(request))
        {
            return next(context);
        }

        return Results.Problem(
            "This request was sent by a page of another origin. Send it from the dashboard's own pages, or from a program.",
            statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    }

    private static bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is "same-origin" or "none";
        }

        return request.Headers.Origin.ToString() is not { Length: > 0 } origin
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
