namespace Cluster.Transactions.Watching;

/// <summary>What a client tells of its coordinators since it last did.</summary>
/// <param name="Counts">All attempts that are over.</param>
/// <param name="Attempts">Some of them: when there were many, the last.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.CoordinatorReport")]
internal sealed record CoordinatorReport([property: Id(0)] TransactionStatistics Counts, [property: Id(1)] AttemptReport[] Attempts);
