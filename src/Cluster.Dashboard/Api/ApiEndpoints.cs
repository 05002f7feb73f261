using Scalar.AspNetCore;

namespace Cluster.Dashboard.Api;

internal static class ApiEndpoints
{
    /// <summary>Maps the HTTP API, its OpenAPI document and the page that shows it; all of it is served from this process.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Urls.Api).DisableAntiforgery();
        api.MapResources();
        api.MapSilos();
        api.MapJobs();
        api.MapLocks();
        api.MapRegisters();
        api.MapSagas();
        api.MapTransactions();
        api.MapHealth();

        app.MapOpenApi();
        app.MapScalarApiReference(Urls.ApiReference, scalar => scalar
            .WithTitle("Cluster API")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools());
    }
}
