namespace Cluster.Dashboard.Live;

/// <summary>Reads the silos every two seconds and keeps their last minutes.</summary>
internal sealed partial class SiloWatch(
    ClusterConnection cluster, LiveState live, TimeProvider time, ILogger<SiloWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A reader is told that nobody answers well before a call as such would give up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!cluster.IsOpen)
        {
            live.Silos.Fail(ClusterConnection.NotYet);
            await cluster.WaitAsync(stoppingToken);
        }

        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                var silos = await cluster.Client.Silos.ListAsync(includeDead: true, stoppingToken).WaitAsync(Patience, time, stoppingToken);
                live.SiloHistory.Add(time.GetUtcNow(), silos);
                live.Silos.Set(silos);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the client reports, the page says so and the next round tries again: a dashboard outlives its cluster.
                if (live.Silos.Current.Problem is null)
                {
                    LogLost(e);
                }

                live.Silos.Fail(e is TimeoutException ? $"No silo has answered within {Patience.TotalSeconds:0} s." : e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The silos cannot be read; trying again every two seconds.")]
    private partial void LogLost(Exception exception);
}
