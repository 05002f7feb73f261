namespace Cluster.Dashboard.Live;

/// <summary>Reads the list of jobs: twice a second while one runs, every two seconds otherwise, and at once when asked to.</summary>
internal sealed partial class JobWatch(
    ClusterConnection cluster, LiveState live, TimeProvider time, ILogger<JobWatch> logger) : BackgroundService
{
    private const int Listed = 100;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _refresh = new(0, 1);

    /// <summary>Reads the list now, for who has just started or cancelled a job.</summary>
    public void Refresh()
    {
        if (_refresh.CurrentCount == 0)
        {
            _refresh.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _refresh.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await cluster.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Idle;
            try
            {
                var jobs = await cluster.Client.Data.ListAsync(Listed, stoppingToken);
                live.JobHistory.Add(time.GetUtcNow(), jobs);
                live.Jobs.Set(jobs);
                pause = jobs.Any(job => !job.IsFinal) ? Busy : Idle;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (live.Jobs.Current.Problem is null)
                {
                    LogLost(e);
                }

                live.Jobs.Fail(e.Message);
            }

            await _refresh.WaitAsync(pause, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The jobs cannot be read; trying again every two seconds.")]
    private partial void LogLost(Exception exception);
}
