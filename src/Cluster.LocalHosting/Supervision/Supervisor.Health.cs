using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Supervision;

internal sealed partial class Supervisor
{
    /// <summary>Failed checks in a row that make a running resource unhealthy: one may be a busy machine's hiccup.</summary>
    private const int FailuresToBeUnhealthy = 2;

    /// <summary>Checks the resource, and says how it stands, until it is stopped or its process ends.</summary>
    private async Task WatchAsync(CancellationToken ended, Action? onHealthy = null)
    {
        var failures = 0;
        var isHealthy = false;
        while (true)
        {
            var report = await Driver.CheckAsync(ended);
            ended.ThrowIfCancellationRequested();
            failures = report.IsHealthy ? 0 : failures + 1;
            if (report.IsHealthy)
            {
                isHealthy = _hasBeenHealthy = true;
                onHealthy?.Invoke();
                Set(s => s with { State = ResourceState.Running, Reason = report.Reason });
            }
            else if (!isHealthy)
            {
                Set(s => s with { State = ResourceState.Starting, Reason = report.Reason });
            }
            else if (failures >= FailuresToBeUnhealthy)
            {
                if (Status.State != ResourceState.Unhealthy)
                {
                    LogUnhealthy(Name, report.Reason);
                }

                Set(s => s with { State = ResourceState.Unhealthy, Reason = report.Reason });
            }

            await Task.Delay(isHealthy ? _context.RunningInterval : _context.StartingInterval, _context.Time, ended);
        }
    }
}
