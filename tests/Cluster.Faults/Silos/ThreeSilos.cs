using Trips;

namespace Cluster.Faults.Silos;

/// <summary>Three nodes, with the trips' sagas.</summary>
[CollectionDefinition(Name)]
public sealed class ThreeSilos() : StandingSilos(NodeCluster.Embedded().With("Cluster:Sagas:Assemblies:0", typeof(TripSaga).Assembly.Location)), ICollectionFixture<ThreeSilos>
{
    public const string Name = "three silos";
}
