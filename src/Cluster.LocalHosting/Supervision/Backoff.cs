namespace Cluster.LocalHosting.Supervision;

/// <summary>How long to wait before a dead process is started again: half a second, doubled with each further death, at most thirty seconds.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Greatest = TimeSpan.FromSeconds(30);

    /// <param name="deaths">Deaths in a row, this one included.</param>
    public static TimeSpan After(int deaths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deaths, 1);
        var doublings = Math.Min(deaths - 1, 10);
        var delay = First * (1 << doublings);
        return delay < Greatest ? delay : Greatest;
    }
}
