using Cluster.Transactions;

namespace Cluster.Dashboard.Live;

/// <summary>The cluster's transactions as they were read together.</summary>
/// <param name="Attempts">Those that silos remember, the newest first, at most <see cref="TransactionWatch.MostListed"/>.</param>
/// <param name="Statistics">How they go.</param>
internal sealed record TransactionPicture(IReadOnlyList<TransactionStatus> Attempts, TransactionStatistics Statistics);
