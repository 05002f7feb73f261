namespace Cluster.Tests.Registers;

/// <summary>One cluster for the tests that stop none of its silos and cut none off, one after the other, each over names of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRegisters : ICollectionFixture<RegisterCluster>
{
    public const string Name = "registers of one cluster";
}
