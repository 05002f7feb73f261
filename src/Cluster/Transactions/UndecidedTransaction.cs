namespace Cluster.Transactions;

/// <summary>A promise to commit that stands at a participant and is not decided there.</summary>
/// <param name="Transaction">The transaction's name, see <see cref="ClusterTransaction.Name"/>.</param>
/// <param name="Participant">The identity of the grain that has promised.</param>
/// <param name="StartedAt">When the first attempt at the transaction began, by the clock of whoever ran it.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.UndecidedTransaction")]
public sealed record UndecidedTransaction([property: Id(0)] string Transaction, [property: Id(1)] string Participant, [property: Id(2)] DateTimeOffset StartedAt);
