using System.ComponentModel;
using System.Text.Json;
using Cluster.Dashboard.Live;
using Cluster.Sagas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>Sagas over HTTP; what is wrong with a request is said by <see cref="ProblemHandler"/>.</summary>
internal static class SagaEndpoints
{
    private const int MostListed = 1000;
    private const string Nobody = "http";

    public static void MapSagas(this IEndpointRouteBuilder api)
    {
        var sagas = api.MapGroup("/sagas").WithTags("Sagas").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        sagas.MapGet("/", ListAsync).WithName("ListSagas").WithSummary("Sagas: those that have not ended first, then the newest")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        sagas.MapGet("/kinds", ListKindsAsync).WithName("ListSagaKinds").WithSummary("The sagas that can be started");
        sagas.MapPost("/", StartAsync).WithName("StartSaga").WithSummary("Start a saga; under an id that there is, nothing is started")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var saga = sagas.MapGroup("/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        saga.MapGet("/", GetAsync).WithName("GetSaga").WithSummary("A saga with its steps, its state and what operators did");
        saga.MapGet("/watch", Watch).WithName("WatchSaga").WithSummary("A saga now and at each change to its end, one JSON object a line")
            .Produces<SagaStatus>(StatusCodes.Status200OK, NdJson<SagaStatus>.ContentType);
        saga.MapPost("/retry", RetryAsync).WithName("RetrySaga").WithSummary("Try now what waits for its next attempt")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        saga.MapPost("/skip", SkipAsync).WithName("SkipSagaStep").WithSummary("Take a step, or its compensation, as carried out")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        saga.MapPost("/cancel", CancelAsync).WithName("CancelSaga").WithSummary("Turn a saga back: what may have happened is compensated")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<SagaStatus>>> ListAsync(
        ClusterConnection cluster, [Description("At most how many, 1 to 1,000.")] int limit = 100, CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MostListed)
        {
            throw new ArgumentException($"limit is {limit}; it must be from 1 to {MostListed}.");
        }

        return TypedResults.Ok(await cluster.Client.Sagas.ListAsync(limit, cancellationToken));
    }

    private static async Task<Ok<IReadOnlyList<SagaKind>>> ListKindsAsync(ClusterConnection cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok(await cluster.Client.Sagas.ListKindsAsync(cancellationToken));

    private static async Task<Accepted<SagaAccepted>> StartAsync(StartSaga request, ClusterConnection cluster, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Kind))
        {
            throw new ArgumentException("kind is missing: it names the saga, see /api/sagas/kinds.");
        }

        var state = request.State.ValueKind == JsonValueKind.Undefined ? "{}" : request.State.GetRawText();
        var saga = await cluster.Client.Sagas.StartFromJsonAsync(request.Kind, request.Id ?? Guid.CreateVersion7().ToString("N"), state, cancellationToken);
        return TypedResults.Accepted($"{Urls.Api}/sagas/{Uri.EscapeDataString(saga.Id)}", new SagaAccepted(saga.Id, saga.IsNew));
    }

    private static async Task<Ok<SagaStatus>> GetAsync(
        [Description("The saga.")] string id, ClusterConnection cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok(await cluster.Client.Sagas.Get(id).GetStatusAsync(cancellationToken));

    private static NdJson<SagaStatus> Watch(
        [Description("The saga.")] string id, ClusterConnection cluster, CancellationToken cancellationToken) =>
        new(cluster.Client.Sagas.Get(id).WatchAsync(cancellationToken));

    private static async Task<NoContent> RetryAsync(
        [Description("The saga.")] string id, MendSaga request, ClusterConnection cluster, CancellationToken cancellationToken)
    {
        await cluster.Client.Sagas.Get(id).RetryAsync(request.Reason, request.Step, request.By ?? Nobody, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SkipAsync(
        [Description("The saga.")] string id, MendSaga request, ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var step = request.Step ?? throw new ArgumentException("step is missing: it names the step to skip.");
        await cluster.Client.Sagas.Get(id).SkipAsync(step, request.Reason, request.By ?? Nobody, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> CancelAsync(
        [Description("The saga.")] string id, MendSaga request, ClusterConnection cluster, CancellationToken cancellationToken)
    {
        await cluster.Client.Sagas.Get(id).CancelAsync(request.Reason, request.By ?? Nobody, cancellationToken);
        return TypedResults.NoContent();
    }
}
