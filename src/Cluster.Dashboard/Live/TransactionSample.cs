using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>How transactions went between two readings; what is not known of that time is null.</summary>
/// <param name="At">When the second reading was.</param>
/// <param name="CommitsPerSecond">Commits.</param>
/// <param name="AbortsPerSecond">Attempts that were aborted.</param>
/// <param name="Latency">How long those that committed took.</param>
public sealed record TransactionSample(DateTimeOffset At, double? CommitsPerSecond, double? AbortsPerSecond, DurationHistogram Latency);
