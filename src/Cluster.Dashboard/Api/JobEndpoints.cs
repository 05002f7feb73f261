using System.ComponentModel;
using Cluster.Dashboard.Live;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>Data jobs over HTTP; what is wrong with a request is said by <see cref="ProblemHandler"/>.</summary>
internal static class JobEndpoints
{
    private const int MostListed = 1000;

    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        jobs.MapGet("/", ListAsync).WithName("ListJobs").WithSummary("The jobs that the cluster remembers, newest first, without their partitions")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        jobs.MapPost("/wordcount", StartWordCountAsync).WithName("StartWordCount").WithSummary("Start a word count")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        jobs.MapPost("/mapreduce", StartMapReduceAsync).WithName("StartMapReduce").WithSummary("Start a job with your own mapper and reducer")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var job = jobs.MapGroup("/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        job.MapGet("/", GetAsync).WithName("GetJob").WithSummary("A job with its stages and partitions");
        job.MapGet("/watch", Watch).WithName("WatchJob").WithSummary("A job now and at each change to its end, one JSON object a line")
            .Produces<JobStatus>(StatusCodes.Status200OK, NdJson<JobStatus>.ContentType);
        job.MapGet("/result", GetResultAsync).WithName("GetResult").WithSummary("The result of a job that succeeded")
            .ProducesProblem(StatusCodes.Status409Conflict);
        job.MapPost("/cancel", CancelAsync).WithName("CancelJob").WithSummary("Ask a job to stop; nothing happens to one that has ended");
    }

    private static async Task<Ok<IReadOnlyList<JobStatus>>> ListAsync(
        ClusterConnection cluster, [Description("At most how many, 1 to 1,000.")] int limit = 100, CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MostListed)
        {
            throw new ArgumentException($"limit is {limit}; it must be from 1 to {MostListed}.");
        }

        return TypedResults.Ok(await cluster.Client.Data.ListAsync(limit, cancellationToken));
    }

    private static Task<Accepted<JobAccepted>> StartWordCountAsync(
        StartWordCount request, ClusterConnection cluster, JobWatch watch, CancellationToken cancellationToken) =>
        StartAsync(request.ToOptions(), cluster, watch, cancellationToken);

    private static Task<Accepted<JobAccepted>> StartMapReduceAsync(
        StartMapReduce request, ClusterConnection cluster, JobWatch watch, CancellationToken cancellationToken) =>
        StartAsync(request.ToOptions(), cluster, watch, cancellationToken);

    private static async Task<Accepted<JobAccepted>> StartAsync(
        JobOptions options, ClusterConnection cluster, JobWatch watch, CancellationToken cancellationToken)
    {
        var job = await cluster.Client.Data.StartAsync(options, cancellationToken);
        watch.Refresh();
        return TypedResults.Accepted($"{Urls.Api}/jobs/{Uri.EscapeDataString(job.Id)}", new JobAccepted(job.Id));
    }

    private static async Task<Ok<JobStatus>> GetAsync(
        [Description("The job.")] string id, ClusterConnection cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok(await cluster.Client.Data.Get(id).GetStatusAsync(cancellationToken));

    private static NdJson<JobStatus> Watch(
        [Description("The job.")] string id, ClusterConnection cluster, CancellationToken cancellationToken) =>
        new(cluster.Client.Data.Get(id).WatchAsync(cancellationToken));

    private static async Task<Results<Ok<JobResult>, ProblemHttpResult>> GetResultAsync(
        [Description("The job.")] string id, ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var status = await cluster.Client.Data.Get(id).GetStatusAsync(cancellationToken);
        return status switch
        {
            { Result: { } result } => TypedResults.Ok(result),
            { IsFinal: false } => Conflict($"Job {id} is still {status.State.ToString().ToLowerInvariant()}. Follow it at {Urls.Api}/jobs/{id}/watch."),
            { State: JobState.Cancelled } => Conflict($"Job {id} was cancelled and has no result."),
            _ => Conflict($"Job {id} failed and has no result: {status.Error}"),
        };
    }

    private static async Task<NoContent> CancelAsync(
        [Description("The job.")] string id, ClusterConnection cluster, JobWatch watch, CancellationToken cancellationToken)
    {
        await cluster.Client.Data.Get(id).CancelAsync(cancellationToken);
        watch.Refresh();
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}
