namespace Cluster.Dashboard.Live;

/// <summary>
/// Reads the transactions once a second for all pages that show them, and for as long after the last of them as its chart reaches back. A cluster
/// whose transactions nobody looks at is not asked.
/// </summary>
internal sealed partial class TransactionWatch(
    ClusterConnection cluster, LiveState live, TimeProvider time, ILogger<TransactionWatch> logger) : BackgroundService
{
    /// <summary>How many attempts are read.</summary>
    public const int MostListed = 100;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A reader is told that nobody answers well before a call as such would give up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoOnFor = Period * TransactionHistory.Capacity;
    private readonly SemaphoreSlim _refresh = new(0, 1);
    private int _lookers;

    /// <summary>A page shows transactions until it disposes of what it gets.</summary>
    public IDisposable Look()
    {
        Interlocked.Increment(ref _lookers);
        Refresh();
        return new Looker(this);
    }

    /// <summary>Reads the transactions now, for who has just changed something.</summary>
    public void Refresh()
    {
        try
        {
            if (_refresh.CurrentCount == 0)
            {
                _refresh.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has asked at the same time.
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
        var lookedAt = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            if (Volatile.Read(ref _lookers) > 0)
            {
                lookedAt = now;
            }

            if (now - lookedAt <= GoOnFor)
            {
                await ReadAsync(stoppingToken);
                await _refresh.WaitAsync(Period, stoppingToken);
            }
            else
            {
                live.TransactionHistory.Restart();
                await _refresh.WaitAsync(stoppingToken);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var transactions = cluster.Client.Transactions;
            var listed = transactions.ListAsync(limit: MostListed, cancellationToken: cancellationToken);
            var counted = transactions.StatisticsAsync(cancellationToken);
            await Task.WhenAll(listed, counted).WaitAsync(Patience, time, cancellationToken);
            live.TransactionHistory.Add(time.GetUtcNow(), await counted);
            live.Transactions.Set(new TransactionPicture(await listed, await counted));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (live.Transactions.Current.Problem is null)
            {
                LogLost(e);
            }

            live.Transactions.Fail(e is TimeoutException ? $"No silo has answered within {Patience.TotalSeconds:0} s." : e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The transactions cannot be read; trying again each second.")]
    private partial void LogLost(Exception exception);

    private sealed class Looker(TransactionWatch watch) : IDisposable
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
