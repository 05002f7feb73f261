namespace Cluster.Locks.Session;

/// <summary>A caller that waits for a lock.</summary>
internal sealed class LocalWaiter : TaskCompletionSource<LockHandle?>
{
    public LocalWaiter() : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
    }

    /// <summary>It does not wait: what is not to be had at once is refused.</summary>
    public bool NoWait { get; init; }

    /// <summary>Its place among the callers of this process.</summary>
    public LinkedListNode<LocalWaiter>? Node { get; set; }
}
