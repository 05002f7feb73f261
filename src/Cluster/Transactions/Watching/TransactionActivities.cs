using System.Diagnostics;

namespace Cluster.Transactions.Watching;

/// <summary>The activity source <c>Cluster.Transactions</c>: one activity for each transaction, over all its attempts.</summary>
internal static class TransactionActivities
{
    public const string Name = "Cluster.Transactions";

    private static readonly ActivitySource Activities = new(Name);

    public static async Task<TResult> ObserveAsync<TResult>(string transaction, bool isReadOnly, Func<Task<TResult>> run)
    {
        if (!Activities.HasListeners())
            return await run();
        using var activity = Activities.StartActivity(isReadOnly ? "transaction read" : "transaction", ActivityKind.Internal);
        activity?.SetTag("cluster.transaction.first", transaction);
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
