namespace Cluster.Tests.Data;

/// <summary>Tests that share one cluster of three silos.</summary>
[CollectionDefinition(nameof(DataCluster))]
public sealed class DataClusterCollection : ICollectionFixture<DataCluster>;
