using Cluster.Tests.Registers;

namespace Cluster.Tests.Transactions;

/// <summary>One cluster for the tests that stop none of its silos, one after the other, each over names of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedTransactions : ICollectionFixture<RegisterCluster>
{
    public const string Name = "transactions of one cluster";
}
