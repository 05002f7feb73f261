namespace Cluster.Dashboard.Api;

/// <summary>Why a lock is to be forced open.</summary>
/// <param name="Reason">Why, for those who read the audit trail. Must not be empty.</param>
/// <param name="By">Who does it; by default the address that asked the dashboard.</param>
internal sealed record BreakLock(string Reason, string? By = null);
