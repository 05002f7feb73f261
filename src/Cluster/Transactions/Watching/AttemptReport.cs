using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Watching;

/// <summary>What a coordinator tells of an attempt that is over.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="Participants">Who took part.</param>
/// <param name="Events">What happened, as the coordinator saw it.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.AttemptReport")]
internal sealed record AttemptReport([property: Id(0)] TransactionId Id, [property: Id(1)] string[] Participants, [property: Id(2)] TransactionEvent[] Events);
