using Orleans.Concurrency;

namespace Cluster.Silo.Locks;

/// <summary>Looks over all shards of locks for owners that wait for each other in a circle. There is one; its key is 0.</summary>
[Alias("Cluster.Silo.Locks.IDeadlockDetectorGrain")]
internal interface IDeadlockDetectorGrain : IGrainWithIntegerKey
{
    /// <summary>In a shard an owner has begun to wait a while ago.</summary>
    [Alias("Suspect"), OneWay]
    Task SuspectAsync(int shard);

    /// <summary>A transaction has begun to wait for an item a while ago. Of importance while an owner waits for a lock.</summary>
    [Alias("SuspectTransactions"), OneWay]
    Task SuspectTransactionsAsync();
}
