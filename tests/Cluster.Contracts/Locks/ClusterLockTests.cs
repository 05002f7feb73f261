using Cluster.Faults.Silos;
using Cluster.Locks;

namespace Cluster.Contracts.Locks;

/// <summary>The locks of the cluster: one silo, and a client for each provider.</summary>
public sealed class ClusterLockTests(ClusterLockTests.Provider setting, ITestOutputHelper output)
    : LeasedLockProviderContract<ClusterLockTests.Provider>(setting, output)
{
    public sealed class Provider : LockProviderSetting
    {
        private readonly NodeCluster _cluster = NodeCluster.Embedded();

        public override bool HasLease => true;

        protected override IReadOnlyList<string> Arguments => [];

        protected override IReadOnlyDictionary<string, string?> Environment => _cluster.Settings;

        public override async ValueTask InitializeAsync() => await _cluster.StartAsync("silo-1");

        public override async ValueTask<IFencedLockProvider> OpenAsync() => (await _cluster.ConnectAsync()).Locks;

        public override async ValueTask DisposeAsync()
        {
            await _cluster.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
