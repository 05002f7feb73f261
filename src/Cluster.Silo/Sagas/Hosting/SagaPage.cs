using Cluster.Sagas;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>A part of a shard's index, as one register holds it.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.SagaPage")]
internal sealed record SagaPage([property: Id(0)] Guid Stamp, [property: Id(1)] IReadOnlyList<SagaEntry> Entries);
