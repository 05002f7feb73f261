namespace Cluster.Silo.Locks.Protocol;

/// <summary>A client that may hold something in a shard.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Silo.Locks.RecordedSession")]
internal sealed record RecordedSession([property: Id(0)] Guid Id, [property: Id(1)] string Route, [property: Id(2)] string Label);
