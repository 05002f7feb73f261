namespace Cluster.Dashboard.Live;

/// <summary>Follows one job with its partitions to its end, through the death of any silo.</summary>
internal sealed partial class JobFollower : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ClusterConnection _cluster;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly LiveValue<JobStatus> _status;

    public JobFollower(string jobId, ClusterConnection cluster, TimeProvider time, ILogger<JobFollower> logger)
    {
        JobId = jobId;
        _cluster = cluster;
        _time = time;
        _logger = logger;
        _status = new LiveValue<JobStatus>(time, () => Changed?.Invoke());
    }

    public event Action? Changed;

    public string JobId { get; }

    public Reading<JobStatus> Current => _status.Current;

    /// <summary>How many pages look; guarded by <see cref="JobSubscriptions"/>.</summary>
    public int Followers { get; set; }

    public void Start() => _ = FollowAsync(_stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (_status.Current.Value is not { IsFinal: true } && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var status in _cluster.Client.Data.Get(JobId).WatchAsync(cancellationToken))
                {
                    _status.Set(status);
                }
            }
            catch (JobNotFoundException e)
            {
                // Waiting does not bring it back.
                _status.Fail(e.Message);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogLost(e, JobId);
                _status.Fail(e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId} cannot be followed; trying again each second.")]
    private partial void LogLost(Exception exception, string jobId);
}
