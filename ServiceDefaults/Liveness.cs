using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Cluster.ServiceDefaults;

/// <summary>
/// A tick each second, and a check that the last one is not long ago: a process whose thread pool is starved or whose clock of timers stands still
/// does not live, though it may still accept connections.
/// </summary>
internal sealed class Liveness(TimeProvider time) : BackgroundService, IHealthCheck
{
    public const string Tag = "live";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private long _lastTick = time.GetTimestamp();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silence = time.GetElapsedTime(Volatile.Read(ref _lastTick));
        return Task.FromResult(silence <= Tolerance
            ? HealthCheckResult.Healthy($"Ticked {silence.TotalSeconds:0.0} s ago.")
            : new HealthCheckResult(context.Registration.FailureStatus, $"Has not ticked for {silence.TotalSeconds:0} s; the thread pool may be starved."));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Volatile.Write(ref _lastTick, time.GetTimestamp());
        }
    }
}
