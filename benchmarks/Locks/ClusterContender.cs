using Cluster.Locks;

namespace Cluster.Benchmarks.Locks;

/// <summary>Locks of a client process of silo processes.</summary>
internal sealed class ClusterContender(string name, ClusterLocks locks) : ILockContender
{
    public string Name => name;

    public async ValueTask<IAsyncDisposable> AcquireAsync(int caller, string name) => await locks.AcquireAsync(name);
}
