using System.Text.Json.Serialization;

namespace Cluster.Dashboard.Api;

internal static class ApiServiceCollectionExtensions
{
    /// <summary>Adds what the HTTP API rests on: names for enum values, problem details for errors, and its OpenAPI document.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddOpenApi(document => document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info.Title = "Cluster";
            description.Info.Version = typeof(ApiServiceCollectionExtensions).Assembly.GetName().Version?.ToString(3);
            description.Info.Description =
                "Everything that the dashboard does, for programs. Errors are problem details (RFC 9457) whose detail says what was wrong and what would be right.";
            return Task.CompletedTask;
        }));
        return services;
    }
}
