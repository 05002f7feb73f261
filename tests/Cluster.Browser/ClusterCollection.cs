namespace Cluster.Browser;

/// <summary>Tests over one running cluster, one after the other: some of them stop and kill parts of it.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<RunningCluster>
{
    public const string Name = "cluster";
}
