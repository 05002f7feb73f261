using System.ComponentModel;
using Cluster.Dashboard.Live;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>The AppHost's resources over HTTP; what is wrong with a request is said by <see cref="ProblemHandler"/>.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this IEndpointRouteBuilder api)
    {
        var resources = api.MapGroup("/resources").WithTags("Resources")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        resources.MapGet("/", ListAsync).WithName("ListResources").WithSummary("All resources, replicas by number");
        resources.MapGet("/{name}/logs", Logs).WithName("ReadLogs").WithSummary("A resource's or a group's log, one JSON object a line")
            .Produces<LogLine>(StatusCodes.Status200OK, NdJson<LogLine>.ContentType);
        resources.MapPost("/{name}/start", StartAsync).WithName("StartResource").WithSummary("Start a stopped resource")
            .ProducesProblem(StatusCodes.Status409Conflict);
        resources.MapPost("/{name}/stop", StopAsync).WithName("StopResource").WithSummary("Stop a resource; a silo drains first")
            .ProducesProblem(StatusCodes.Status409Conflict);
        resources.MapPost("/{name}/restart", RestartAsync).WithName("RestartResource").WithSummary("Stop a resource and start it again")
            .ProducesProblem(StatusCodes.Status409Conflict);
        resources.MapPut("/{group}/replicas", ScaleAsync).WithName("ScaleGroup").WithSummary("Scale a group; silos taken away drain first")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<ResourceStatus>>> ListAsync(LocalEngine engine, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Control(engine).GetResourcesAsync(cancellationToken));

    private static NdJson<LogLine> Logs(
        [Description("The resource or group.")] string name,
        LocalEngine engine,
        [Description("How many of the last lines to begin with.")] int tail = 200,
        [Description("Whether to go on with the lines that come.")] bool follow = false,
        CancellationToken cancellationToken = default) =>
        new(Control(engine).GetLogsAsync(name, tail, follow, cancellationToken));

    private static async Task<NoContent> StartAsync(
        [Description("The resource.")] string name, LocalEngine engine, CancellationToken cancellationToken)
    {
        await Control(engine).StartAsync(name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> StopAsync(
        [Description("The resource.")] string name, LocalEngine engine, CancellationToken cancellationToken)
    {
        await Control(engine).StopAsync(name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RestartAsync(
        [Description("The resource.")] string name, LocalEngine engine, CancellationToken cancellationToken)
    {
        await Control(engine).RestartAsync(name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<IReadOnlyList<ResourceStatus>>> ScaleAsync(
        [Description("The group, such as silo.")] string group, ReplicaCount replicas, LocalEngine engine, CancellationToken cancellationToken) =>
        TypedResults.Accepted((string?)null, await Control(engine).ScaleAsync(group, replicas.Count, cancellationToken));

    private static ControlClient Control(LocalEngine engine) => engine.Control ?? throw new NotManagedHereException();
}
