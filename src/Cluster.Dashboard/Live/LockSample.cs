namespace Cluster.Dashboard.Live;

/// <summary>How much locks were used between two readings; the rates are null for the first of them.</summary>
public readonly record struct LockSample(DateTimeOffset At, double? GrantsPerSecond, double? HandOffsPerSecond, long Held, long Waiting);
