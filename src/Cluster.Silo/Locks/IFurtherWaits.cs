using Cluster.Silo.Locks.Deadlocks;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks;

/// <summary>Waits that are not for locks, and may close a circle with some that are.</summary>
internal interface IFurtherWaits
{
    /// <summary>Who holds and who waits now, over all silos that answer in time.</summary>
    Task<IEnumerable<GraphEntry>> CollectAsync(TimeSpan patience);

    /// <summary>Those of the attempts whose code runs, as their coordinators say; without those whose coordinator does not answer in time.</summary>
    Task<IReadOnlySet<TransactionId>> FindRunningAsync(IEnumerable<TransactionOrigin> attempts, TimeSpan patience);
}
