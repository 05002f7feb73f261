namespace Cluster.Sagas;

/// <summary>What a ledger remembers of one step.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Sagas.LedgerEntry")]
internal readonly record struct LedgerEntry([property: Id(0)] LedgerMark Mark, [property: Id(1)] DateTimeOffset At);
