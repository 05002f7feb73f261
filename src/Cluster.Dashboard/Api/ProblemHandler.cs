using System.Text.Json;
using Cluster.Dashboard.Live;
using Cluster.Registers;
using Cluster.Sagas;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace Cluster.Dashboard.Api;

/// <summary>Turns what the API's calls throw into problem details (RFC 9457) that say what was wrong and what would be right.</summary>
internal sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The middleware has already put the error page's path in the request's place.
        var failed = httpContext.Features.Get<IExceptionHandlerPathFeature>()!;
        if (!failed.Path.StartsWith(Urls.Api + "/", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var (status, detail) = Describe(failed.Endpoint, exception);
        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Detail = detail },
        });
    }

    private static (int Status, string Detail) Describe(Endpoint? endpoint, Exception exception) => exception switch
    {
        NotManagedHereException => (StatusCodes.Status404NotFound, exception.Message),
        ControlException control => ((int?)control.Status ?? StatusCodes.Status503ServiceUnavailable, control.Message),
        BadHttpRequestException { InnerException: JsonException json } => (StatusCodes.Status400BadRequest, DescribeJson(endpoint, json)),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        ArgumentException => (StatusCodes.Status400BadRequest, exception.Message),
        JobNotFoundException => (StatusCodes.Status404NotFound, exception.Message),
        SagaNotFoundException => (StatusCodes.Status404NotFound, exception.Message),
        SagaInterventionException => (StatusCodes.Status409Conflict, exception.Message),
        JobFailedException => (StatusCodes.Status409Conflict, exception.Message),
        ClusterUnreachableException => (StatusCodes.Status503ServiceUnavailable, exception.Message),
        QuorumUnreachableException { MayHaveTakenEffect: false } or StaleReplicasException => (StatusCodes.Status503ServiceUnavailable, exception.Message),
        DrillRefusedException or RegisterTypeException => (StatusCodes.Status409Conflict, exception.Message),
        QuorumUnreachableException or OutcomeUnknownException => (StatusCodes.Status504GatewayTimeout, exception.Message),
        _ => (StatusCodes.Status500InternalServerError, "The dashboard failed on this request; its log says why."),
    };

    private static string DescribeJson(Endpoint? endpoint, JsonException json)
    {
        var body = endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var name = json.Path?.TrimStart('$', '.') ?? "";
        var property = body?.GetProperties().FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType;
        return property is { IsEnum: true }
            ? $"The value of '{name}' is not one of {string.Join(", ", Enum.GetNames(property))}."
            : $"The body is not what this call takes: {json.Message}";
    }
}
