using Medallion.Threading;

namespace Cluster.Benchmarks.Locks;

/// <summary>Any provider of DistributedLock.</summary>
internal sealed class DistributedLockContender(string name, IDistributedLockProvider locks) : ILockContender
{
    public string Name => name;

    public async ValueTask<IAsyncDisposable> AcquireAsync(int caller, string name) => await locks.AcquireLockAsync(name);
}
