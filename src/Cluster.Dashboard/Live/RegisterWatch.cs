using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>
/// Reads the registers once a second for all pages that show them, and for as long after the last of them as its chart reaches back. A cluster
/// whose registers nobody looks at is not asked.
/// </summary>
internal sealed partial class RegisterWatch(
    ClusterConnection cluster, LiveState live, TimeProvider time, ILogger<RegisterWatch> logger) : BackgroundService
{
    /// <summary>How many registers are read.</summary>
    public const int MostListed = 500;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A drill is followed more closely.</summary>
    private static readonly TimeSpan DrillPeriod = Period / 2;

    /// <summary>A reader is told that nobody answers well before a call as such would give up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoOnFor = Period * RegisterHistory.Capacity;
    private readonly SemaphoreSlim _refresh = new(0, 1);
    private readonly DrillFollower _drill = new();
    private readonly RegisterProbe _probe = new();
    private Task _probing = Task.CompletedTask;
    private int _lookers;
    private int _probers;

    /// <summary>A page shows registers until it disposes of what it gets.</summary>
    public IDisposable Look()
    {
        Interlocked.Increment(ref _lookers);
        Refresh();
        return new Looker(() => Interlocked.Decrement(ref _lookers));
    }

    /// <summary>Each level is tried once a second until what is given is disposed of.</summary>
    public IDisposable Probe()
    {
        Interlocked.Increment(ref _probers);
        return new Looker(() => Interlocked.Decrement(ref _probers));
    }

    /// <summary>Reads the registers now, for who has just changed something.</summary>
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
                if (Volatile.Read(ref _probers) > 0 && _probing.IsCompleted)
                {
                    _probing = _probe.RunAsync(cluster.Client.Registers, stoppingToken);
                }

                await ReadAsync(stoppingToken);
                var isDrill = live.Registers.Current.Value?.Drill is { Phase: not PartitionPhase.Ended };
                await _refresh.WaitAsync(isDrill ? DrillPeriod : Period, stoppingToken);
            }
            else
            {
                live.RegisterHistory.Restart();
                await _refresh.WaitAsync(stoppingToken);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var registers = cluster.Client.Registers;
            var listed = registers.ListAsync(limit: MostListed, cancellationToken: cancellationToken);
            var counted = registers.StatisticsAsync(cancellationToken);
            var allows = registers.AllowsDrillsAsync(cancellationToken);
            var drill = _drill.ReadAsync(registers, cancellationToken);
            await Task.WhenAll(listed, counted, allows, drill).WaitAsync(Patience, time, cancellationToken);
            live.RegisterHistory.Add(time.GetUtcNow(), await counted);
            live.Registers.Set(new RegisterPicture(await listed, await counted, await allows, await drill));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (live.Registers.Current.Problem is null)
            {
                LogLost(e);
            }

            live.Registers.Fail(e is TimeoutException ? $"No silo has answered within {Patience.TotalSeconds:0} s." : e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The registers cannot be read; trying again each second.")]
    private partial void LogLost(Exception exception);

    private sealed class Looker(Action gone) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                gone();
            }
        }
    }
}
