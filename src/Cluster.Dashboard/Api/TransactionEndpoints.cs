using System.ComponentModel;
using Cluster.Dashboard.Live;
using Cluster.Transactions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cluster.Dashboard.Api;

/// <summary>Transactions over HTTP; what is wrong with a request is said by <see cref="ProblemHandler"/>.</summary>
internal static class TransactionEndpoints
{
    private const int MostListed = 10_000;
    private const string NameIs = "The attempt's name, as the list, exceptions and commands tell it.";

    public static void MapTransactions(this IEndpointRouteBuilder api)
    {
        var transactions = api.MapGroup("/transactions").WithTags("Transactions")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        transactions.MapGet("/", ListAsync).WithName("ListTransactions").WithSummary("Attempts at transactions that silos remember, the newest first");
        transactions.MapGet("/{name}", GetAsync).WithName("GetTransaction").WithSummary("What happened to an attempt at a transaction, where and when")
            .ProducesProblem(StatusCodes.Status404NotFound);
        transactions.MapPost("/{name}/resolve", ResolveAsync).WithName("ResolveTransaction")
            .WithSummary("Let the participants of an undecided transaction finish it now; forces no outcome")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet("/transaction-statistics", StatisticsAsync).WithTags("Transactions").WithName("GetTransactionStatistics")
            .WithSummary("How transactions go: commits, aborts by cause, latency, and how many are in doubt now").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<IReadOnlyList<TransactionSeen>>> ListAsync(
        ClusterConnection cluster,
        [Description("Only those that stand so.")] TransactionState? state = null,
        [Description("At most how many, 1 to 10,000.")] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        if (limit is < 1 or > MostListed)
        {
            throw new ArgumentException($"limit is {limit}; it must be from 1 to {MostListed}.");
        }

        var found = await cluster.Client.Transactions.ListAsync(state, limit, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<TransactionSeen>>([.. found.Select(TransactionSeen.From)]);
    }

    private static async Task<Results<Ok<TransactionSeen>, ProblemHttpResult>> GetAsync(
        [Description(NameIs)] string name, ClusterConnection cluster, CancellationToken cancellationToken) =>
        await cluster.Client.Transactions.DescribeAsync(name, cancellationToken) is { } status ? TypedResults.Ok(TransactionSeen.From(status)) : NotRemembered(name);

    private static async Task<Results<Ok<TransactionSeen>, ProblemHttpResult>> ResolveAsync(
        [Description(NameIs)] string name, ClusterConnection cluster, TransactionWatch watch, CancellationToken cancellationToken)
    {
        var status = await cluster.Client.Transactions.FinishAsync(name, cancellationToken: cancellationToken);
        watch.Refresh();
        return status switch
        {
            null => NotRemembered(name),
            { IsDecided: true } => TypedResults.Ok(TransactionSeen.From(status)),
            { State: TransactionState.Active } => TypedResults.Problem(
                $"Transaction {name} is still running: its code decides whether it asks for a commit. Nothing was done.", statusCode: StatusCodes.Status409Conflict),
            _ => TypedResults.Problem($"Transaction {name} is still undecided: it is decided as soon as a majority of silos is there.", statusCode: StatusCodes.Status409Conflict),
        };
    }

    private static async Task<Ok<TransactionFigures>> StatisticsAsync(ClusterConnection cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok(TransactionFigures.From(await cluster.Client.Transactions.StatisticsAsync(cancellationToken)));

    private static ProblemHttpResult NotRemembered(string name) =>
        TypedResults.Problem($"No silo remembers a transaction {name}. They remember the last 1,000 each.", statusCode: StatusCodes.Status404NotFound);
}
