using Cluster.Locks.Local;

namespace Cluster.Locks.RabbitMq;

/// <summary>A lock of a broker that is held, for as long as its channel lives and the broker is heard of.</summary>
internal sealed class RabbitMqLockHandle : FencedLockHandle
{
    /// <summary>Well below the 30 minutes that a broker lets a message be unacknowledged by default.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMinutes(10);

    private readonly RabbitMqLocks _locks;
    private readonly LockChannel _channel;
    private readonly TimeSpan _lease;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _leaseEnd;
    private long _heard;

    public RabbitMqLockHandle(RabbitMqLocks locks, LockChannel channel, string name, LocalTurn turn, long heard, TimeSpan lease) : base(name, channel.Token, turn)
    {
        _locks = locks;
        _channel = channel;
        _lease = lease;
        _heard = heard;
        _leaseEnd = locks.Time.CreateTimer(_ => EndWithTheLease(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _leaseEnd.Change(Left, Timeout.InfiniteTimeSpan);
        _ = HoldAsync();
        _ = PingAsync();
    }

    public override DateTimeOffset? LeaseExpiry => _locks.Time.GetUtcNow() + (_lease - _locks.Time.GetElapsedTime(Volatile.Read(ref _heard)));

    protected override bool IsWithinLease => _locks.Time.GetElapsedTime(Volatile.Read(ref _heard)) < _lease;

    private TimeSpan Left => _lease - _locks.Time.GetElapsedTime(Volatile.Read(ref _heard)) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    protected override async ValueTask ReleaseAsync() => await StopAsync();

    private async Task StopAsync()
    {
        await _ended.CancelAsync();
        await _leaseEnd.DisposeAsync();
        await _channel.DisposeAsync();
    }

    private async Task HoldAsync() => await LoseAsync(await _channel.HoldAsync());

    private async Task PingAsync()
    {
        for (var began = _locks.Time.GetTimestamp(); ;)
        {
            await Task.Delay(_lease / 3, _locks.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested)
                return;
            try
            {
                if (_locks.Time.GetElapsedTime(began) > RefreshEvery)
                {
                    await _channel.RefreshAsync(_ended.Token);
                    began = _locks.Time.GetTimestamp();
                }

                // The broker has heard of this process no earlier than this. An answer that comes after the lease does not revive it.
                var asked = _locks.Time.GetTimestamp();
                await _channel.PingAsync(_ended.Token);
                if (IsWithinLease)
                    Volatile.Write(ref _heard, asked);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (BrokerFailure.Is(e))
            {
                _locks.Logger.NotRenewed(e, Name, FencingToken); // the channel's end or the lease's will tell
            }
        }
    }

    private void EndWithTheLease()
    {
        if (IsWithinLease)
            _leaseEnd.Change(Left, Timeout.InfiniteTimeSpan);
        else
            _ = LoseAsync("nothing was heard of the broker for the time of the lease");
    }

    private async Task LoseAsync(string why)
    {
        if (!MarkLost())
            return;
        _locks.Logger.Lost(Name, FencingToken, why);
        await StopAsync();
    }
}
