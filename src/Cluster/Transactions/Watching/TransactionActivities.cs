using System.Diagnostics;

namespace Cluster.Transactions.Watching;

/// <summary>The activity source <c>Cluster.Transactions</c>: one activity for each transaction, over all its attempts.</summary>
internal static class TransactionActivities
{
    public const string Name = "Cluster.Transactions";

    private static readonly ActivitySource Activities = new(Name);

    public static Task<TResult> ObserveAsync<TResult>(string transaction, bool isReadOnly, Func<Task<TResult>> run) =>
        ObserveAsync(isReadOnly ? "transaction read" : "transaction", "cluster.transaction.first", transaction, run);

    /// <summary>A declared transaction, by its type.</summary>
    public static Task<TResult> ObserveDeclaredAsync<TResult>(string type, Func<Task<TResult>> run) => ObserveAsync("transaction declared", "cluster.transaction.type", type, run);

    private static async Task<TResult> ObserveAsync<TResult>(string name, string tag, string value, Func<Task<TResult>> run)
    {
        if (!Activities.HasListeners())
            return await run();
        using var activity = Activities.StartActivity(name, ActivityKind.Internal);
        activity?.SetTag(tag, value);
        try
        {
            var result = await run();
            activity?.SetTag("cluster.transaction.outcome", "committed");
            return result;
        }
        catch (Exception failure)
        {
            activity?.SetTag("cluster.transaction.outcome", failure is TransactionInDoubtException ? "unknown" : "aborted");
            if (failure is TransactionAbortedException aborted)
                activity?.SetTag("cluster.transaction.cause", OutcomeCounts.Tag(aborted.Cause));
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
    }
}
