using Cluster.Sagas;

namespace Cluster.Dashboard.Live;

/// <summary>Reads the sagas once a second while a page shows them.</summary>
internal sealed partial class SagaWatch(ClusterConnection cluster, LiveState live, TimeProvider time, ILogger<SagaWatch> logger) : BackgroundService
{
    /// <summary>How many sagas are read.</summary>
    public const int MostListed = 200;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A reader is told that nobody answers well before a call as such would give up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _refresh = new(0);
    private int _lookers;

    /// <summary>A page shows sagas until it disposes of what it gets.</summary>
    public IDisposable Look()
    {
        Interlocked.Increment(ref _lookers);
        Refresh();
        return new Looker(this);
    }

    /// <summary>Reads the sagas now, for who has just done something to one.</summary>
    public void Refresh() => _refresh.Release();

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
            await _refresh.WaitAsync(Volatile.Read(ref _lookers) > 0 ? Period : Timeout.InfiniteTimeSpan, stoppingToken);
            while (_refresh.Wait(0, CancellationToken.None))
            {
                // Many may have asked at once; one reading serves them all.
            }

            await ReadAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var kinds = cluster.Client.Sagas.ListKindsAsync(cancellationToken);
            var sagas = cluster.Client.Sagas.ListAsync(MostListed, cancellationToken);
            await Task.WhenAll(kinds, sagas).WaitAsync(Patience, time, cancellationToken);
            live.Sagas.Set(new SagaPicture(await kinds, await sagas));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (live.Sagas.Current.Problem is null)
            {
                LogLost(e);
            }

            live.Sagas.Fail(e is TimeoutException ? $"No silo has answered within {Patience.TotalSeconds:0} s." : e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sagas cannot be read; trying again each second.")]
    private partial void LogLost(Exception exception);

    private sealed class Looker(SagaWatch watch) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref watch._lookers);
            }
        }
    }
}
