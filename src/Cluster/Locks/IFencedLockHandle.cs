using Medallion.Threading;

namespace Cluster.Locks;

/// <summary>An exclusive lock that is held until it is disposed of, or lost. Safe for use by many threads at once.</summary>
public interface IFencedLockHandle : IDistributedSynchronizationHandle
{
    /// <summary>The name of the lock.</summary>
    string Name { get; }

    /// <summary>
    /// Greater than the token of every earlier grant of the name; the provider says over what (docs/guarantees.md). Pass it to what the lock guards, and
    /// let that refuse tokens older than the newest it has seen: a holder that was replaced without noticing can then do no harm.
    /// </summary>
    long FencingToken { get; }

    /// <summary>
    /// Until when the lock is held if this process shows no further sign of life, by its own clock (UTC). Null when the lock has no lease
    /// and stays this process's for as long as the process exists.
    /// </summary>
    DateTimeOffset? LeaseExpiry { get; }

    /// <summary>Not disposed of, not lost, and the lease, if there is one, lasts at this moment.</summary>
    bool IsHeld { get; }

    /// <summary>Is cancelled when the lock is lost before it was disposed of. It never is when there is nothing that could take it away.</summary>
    CancellationToken Lost { get; }
}
