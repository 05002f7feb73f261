namespace Cluster.Benchmarks.Locks;

/// <summary>One lock service.</summary>
internal interface ILockContender
{
    string Name { get; }

    /// <summary>Takes a lock; disposing of what it gives lets go.</summary>
    /// <param name="caller">Who takes it, from 0: for services that tell holders apart by something that costs to make.</param>
    /// <param name="name">The lock.</param>
    ValueTask<IAsyncDisposable> AcquireAsync(int caller, string name);
}
