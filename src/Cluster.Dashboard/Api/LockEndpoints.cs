using System.ComponentModel;
using Cluster.Dashboard.Live;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>Locks over HTTP; what is wrong with a request is said by <see cref="ProblemHandler"/>.</summary>
internal static class LockEndpoints
{
    private const int MostListed = 10_000;
    private const string Path = Urls.Api + "/locks/";
    private const string NameIs = "The lock, percent-encoded: a slash in a name is %2F.";
    private const string SemaphoreIs = "Means the semaphore of this name, not the lock.";

    public static void MapLocks(this IEndpointRouteBuilder api)
    {
        var locks = api.MapGroup("/locks").WithTags("Locks").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        locks.MapGet("/", ListAsync).WithName("ListLocks").WithSummary("The locks and semaphores in use, in order of names")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        locks.MapGet("/breaks", BreaksAsync).WithName("ListBrokenLocks").WithSummary("The locks that were forced open, oldest first: who did it, when and why");
        locks.MapGet("/{name}", GetAsync).WithName("GetLock").WithSummary("A lock in use with its holders and its queue")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        locks.MapPost("/{name}/break", BreakAsync).WithName("BreakLock").WithSummary("Force a lock open, after this was written to the audit trail")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<LockInUse>>> ListAsync(
        ClusterConnection cluster,
        [Description("Only locks whose names begin so.")] string prefix = "",
        [Description("At most how many, 1 to 10,000.")] int limit = 1000,
        CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MostListed)
        {
            throw new ArgumentException($"limit is {limit}; it must be from 1 to {MostListed}.");
        }

        var locks = await cluster.Client.Locks.ListAsync(prefix, limit, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<LockInUse>>([.. locks.Select(LockInUse.From)]);
    }

    private static async Task<Ok<IReadOnlyList<BrokenLock>>> BreaksAsync(ClusterConnection cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<BrokenLock>>([.. (await cluster.Client.Locks.BreaksAsync(cancellationToken)).Select(BrokenLock.From)]);

    private static async Task<Results<Ok<LockInUse>, ProblemHttpResult>> GetAsync(
        [Description(NameIs)] string name,
        HttpContext context,
        ClusterConnection cluster,
        [Description(SemaphoreIs)] bool semaphore = false,
        CancellationToken cancellationToken = default)
    {
        name = NameOf(context, name);
        return await cluster.Client.Locks.DescribeAsync(name, semaphore, cancellationToken) is { } status
            ? TypedResults.Ok(LockInUse.From(status))
            : TypedResults.Problem($"Nobody holds {name} or waits for it.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<BrokenLock>, ProblemHttpResult>> BreakAsync(
        [Description(NameIs)] string name,
        BreakLock request,
        HttpContext context,
        ClusterConnection cluster,
        LockWatch watch,
        [Description(SemaphoreIs)] bool semaphore = false,
        CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new ArgumentException("reason is empty; the audit trail needs to know why the lock is forced open.");
        }

        name = NameOf(context, name);
        var by = string.IsNullOrWhiteSpace(request.By) ? $"HTTP API, {context.Connection.RemoteIpAddress}" : request.By;
        var broken = await cluster.Client.Locks.BreakAsync(name, request.Reason, by, semaphore, cancellationToken);
        watch.Refresh();
        return broken is not null
            ? TypedResults.Ok(BrokenLock.From(broken))
            : TypedResults.Problem($"Nobody holds {name}; nothing was broken.", statusCode: StatusCodes.Status409Conflict);
    }

    /// <summary>Routing leaves %2F as it is but decodes %25, so that only what was sent tells a slash from the text "%2F".</summary>
    private static string NameOf(HttpContext context, string routed)
    {
        var sent = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = sent.IndexOf(Path, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? routed : Uri.UnescapeDataString(sent[(start + Path.Length)..].Split('/', '?')[0]);
    }
}
