namespace Cluster.LocalHosting.Supervision;

/// <summary>How one process of a resource lived and ended.</summary>
/// <param name="ExitCode">128 and the signal when one ended it.</param>
/// <param name="WasHealthy">Whether it was healthy at any time.</param>
/// <param name="Length">From its start to its end.</param>
/// <param name="Reason">Why it ended, in one line.</param>
internal sealed record ProcessLife(int ExitCode, bool WasHealthy, TimeSpan Length, string Reason);
