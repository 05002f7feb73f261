namespace Cluster.Sagas;

/// <summary>A saga that a silo can run.</summary>
/// <param name="Name">What it is started by.</param>
/// <param name="Versions">The versions that the silo knows; new sagas get the last.</param>
/// <param name="Steps">The names of the last version's steps.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaKind")]
public sealed record SagaKind([property: Id(0)] string Name, [property: Id(1)] IReadOnlyList<int> Versions, [property: Id(2)] IReadOnlyList<string> Steps);
