using Cluster.Locks;

namespace Cluster.Dashboard.Live;

/// <summary>The cluster's locks as they were read together.</summary>
/// <param name="Locks">Those in use, in order of names, at most <see cref="LockWatch.MostListed"/>.</param>
/// <param name="Statistics">How many there are, and what has happened.</param>
/// <param name="Waits">Who waits for whom.</param>
/// <param name="Breaks">The audit trail, newest first.</param>
internal sealed record LockPicture(
    IReadOnlyList<LockStatus> Locks, LockStatistics Statistics, IReadOnlyList<LockWait> Waits, IReadOnlyList<LockBreakRecord> Breaks);
