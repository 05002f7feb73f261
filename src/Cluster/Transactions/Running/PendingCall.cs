namespace Cluster.Transactions.Running;

/// <summary>A call that a transaction waits for; it ends when nobody should wait for its answer any more.</summary>
/// <param name="since">When it was made.</param>
internal sealed class PendingCall(TimeSpan since) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public TimeSpan Since => since;
}
