using Cluster.Locks.Local;

namespace Cluster.Locks.FileSystem;

/// <summary>A lock in a folder that is held; renews its lease until it ends.</summary>
internal sealed class FileLockHandle : FencedLockHandle
{
    private readonly FileSystemLocks _locks;
    private readonly FileLockGrant _grant;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _leaseEnd;

    public FileLockHandle(FileSystemLocks locks, string name, FileLockGrant grant, LocalTurn turn) : base(name, grant.Token, turn)
    {
        _locks = locks;
        _grant = grant;

        // Apart from renewing, which may hang in the file system.
        _leaseEnd = locks.Time.CreateTimer(_ => EndWithTheLease(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _leaseEnd.Change(UntilTheEnd, Timeout.InfiniteTimeSpan);
        _ = RenewAsync();
    }

    public override DateTimeOffset? LeaseExpiry => _locks.Time.GetUtcNow() + (_grant.HeldUntil - _locks.Now);

    protected override bool IsWithinLease => _grant.IsHeld;

    private TimeSpan UntilTheEnd => _grant.HeldUntil - _locks.Now is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    protected override async ValueTask ReleaseAsync()
    {
        await StopAsync();
        await Task.Run(_grant.Release);
    }

    private async Task StopAsync()
    {
        await _leaseEnd.DisposeAsync();
        await _ended.CancelAsync();
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(_locks.Options.Lease / 3, _locks.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested)
                return;
            try
            {
                if (!await Task.Run(_grant.Renew))
                {
                    await LoseAsync("somebody else has it");
                    return;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _locks.Logger.NotRenewed(e, Name, FencingToken); // it may go better the next time; if not, the lease ends
            }
        }
    }

    private void EndWithTheLease()
    {
        if (_grant.IsHeld)
            _leaseEnd.Change(UntilTheEnd, Timeout.InfiniteTimeSpan);
        else
            _ = LoseAsync("its lease has ended");
    }

    private async Task LoseAsync(string why)
    {
        if (MarkLost())
            _locks.Logger.Lost(Name, FencingToken, why);
        await StopAsync();
    }
}
