namespace Cluster.Silo.Sagas.Protocol;

/// <summary>Names one write of a record, so that a driver which does not know what became of its write finds out by reading.</summary>
/// <param name="Driver">The driver, never the same twice.</param>
/// <param name="Number">Its writes, counted.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.WriteStamp")]
internal readonly record struct WriteStamp([property: Id(0)] Guid Driver, [property: Id(1)] long Number);
