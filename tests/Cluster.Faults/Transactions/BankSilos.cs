using Cluster.Faults.Silos;

namespace Cluster.Faults.Transactions;

/// <summary>Three silos with accounts.</summary>
[CollectionDefinition(Name)]
public sealed class BankSilos() : StandingSilos(NodeCluster.Embedded().Running(NodeProcess.AssemblyOf("tests", "Cluster.Bank"))), ICollectionFixture<BankSilos>
{
    public const string Name = "three silos of a bank";
}
