using System.Diagnostics;

namespace Cluster.Locks.Session;

/// <summary>A hold that somebody listens to: its span, if traces are taken, and when it began.</summary>
internal sealed class LockHold(Activity? activity, long began)
{
    /// <param name="handle">Whose hold it was.</param>
    /// <param name="end"><c>released</c>, <c>expired</c> or <c>broken</c>.</param>
    public void End(LockHandle handle, string end)
    {
        LockTelemetry.HoldEnded(handle, Stopwatch.GetElapsedTime(began), end);
        if (activity is null)
            return;
        activity.SetTag("cluster.lock.fencing_token", handle.FencingToken);
        activity.SetTag("cluster.lock.end", end);
        if (end != "released")
            activity.SetStatus(ActivityStatusCode.Error, end);

        // A span that ends puts its parent in the place of whatever span the caller is in by now.
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
