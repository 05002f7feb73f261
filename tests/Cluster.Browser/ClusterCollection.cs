namespace Cluster.Browser;

/// <summary>Tests over one running cluster, one after the other: some of them stop and kill parts of it.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<RunningCluster>, ICollectionFixture<Chromium>
{
    public const string Name = "cluster";
}
