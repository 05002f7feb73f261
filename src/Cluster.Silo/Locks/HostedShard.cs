using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Cluster.Silo.Locks;

/// <summary>
/// Runs one activation of a shard on a silo: gives its state machine messages and time, one at a time, and does for it what takes longer.
/// Safe for use by many threads at once, since messages for a shard arrive with those for its neighbours.
/// </summary>
internal sealed partial class HostedShard : ILockShardHost, IAsyncDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LockShardStorage _storage;
    private readonly LockHost _host;
    private readonly ITimer _timer;
    private readonly Action _ended;
    private LockShard? _shard;
    private LockOutbox? _outbox;
    private TimeSpan _armed = TimeSpan.MaxValue;
    private Task _saving = Task.CompletedTask;

    private HostedShard(LockHost host, LockShardStorage storage, Action ended)
    {
        _host = host;
        _storage = storage;
        _ended = ended;
        _timer = host.Time.CreateTimer(_ => Do((shard, now) => shard.Tick(now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes an epoch for a new activation and begins it. <paramref name="ended"/> is called when it can serve no longer.</summary>
    /// <exception cref="InconsistentStateException">Another activation took the epoch at the same time.</exception>
    public static async Task<HostedShard> StartAsync(int index, LockHost host, LockShardStorage storage, Action ended)
    {
        var owner = Guid.NewGuid();
        var last = await storage.ReadForWriteAsync();
        var mine = LockShard.TakeOver(last, owner, host.Times);
        var began = host.Now;
        await storage.WriteAsync(mine);
        host.Logger.Took(index, mine.Epoch, mine.Sessions.Count, last?.Claims is not null);

        var hosted = new HostedShard(host, storage, ended);
        hosted.Begin(out var outbox, now =>
            new LockShard(index, mine, last, host.Times, LockRules.Standard, new LockShardSettings(), hosted, began, now));
        outbox.Send(host.Grains);
        return hosted;
    }

    /// <summary>Passes a message to the shard; false when it serves no longer.</summary>
    public bool Receive(LockRequest request, LockOutbox outbox)
    {
        lock (_gate)
        {
            if (_shard is not { IsStopped: false } shard)
                return false;
            _outbox = outbox;
            shard.Receive(request, _host.Now);
            _outbox = null;
            TellWatchers();
            Arm();
            return true;
        }
    }

    public LockStatus[] Describe(string prefix, int limit)
    {
        lock (_gate)
            return [.. _shard!.Describe(prefix, limit, _host.Now)];
    }

    public LockStatistics Count()
    {
        lock (_gate)
            return _shard!.Count();
    }

    public LockBreakRecord[] Breaks()
    {
        lock (_gate)
            return [.. _shard!.Breaks];
    }

    public ShardWaits Waits(bool ofOwners)
    {
        lock (_gate)
            return _shard!.Waits(ofOwners, _host.Now);
    }

    /// <summary>Refuses a claim that could wait for ever, if it still waits in this epoch.</summary>
    public void RefuseDeadlocked(long epoch, Guid session, long claim, long upgradeAttempt, string cycle) => Do((shard, now) =>
    {
        if (shard.Epoch == epoch && shard.RefuseDeadlocked(session, claim, upgradeAttempt, cycle, now))
            _host.Logger.Deadlock(shard.Index, cycle);
    });

    /// <summary>Puts out who holds a lock, and returns when that is written down and done; null when nobody holds it.</summary>
    public Task<LockBreakRecord?> BreakAsync(LockKey key, string by, string reason)
    {
        var done = new TaskCompletionSource<LockBreakRecord?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Do((shard, now) =>
        {
            if (shard.Break(key, by, reason, _host.Time.GetUtcNow(), broken => done.TrySetResult(broken), now) is { } broken)
                _host.Logger.Broken(broken.Name, broken.By, broken.Reason, string.Join(", ", broken.Holders));
            else
                done.TrySetResult(null);
        });
        return done.Task;
    }

    /// <summary>Ends the activation in order: what it knows is written for the next one.</summary>
    public async Task HandOverAsync()
    {
        LockShardRecord record;
        lock (_gate)
        {
            if (_shard is not { IsStopped: false } shard)
                return;
            record = shard.HandOver(_host.Now);
        }

        await _saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _storage.WriteAsync(record);
            _host.Logger.HandedOver(_shard!.Index, record.Epoch, record.Claims?.Count ?? 0);
        }
        catch (Exception e)
        {
            // The next activation recovers as after a crash; only that takes longer.
            _host.Logger.HandOverFailed(e, _shard!.Index, record.Epoch);
        }
    }

    /// <summary>Says nothing any more.</summary>
    public void Silence()
    {
        lock (_gate)
            _shard?.Stop();
        _timer.Dispose();
    }

    void ILockShardHost.Send(string route, LockReply reply) => _outbox!.Add(route, reply);

    // Off whatever grain's scheduler the message came in on: that grain may be a neighbour's, and gone before storage answers.
    void ILockShardHost.Check() => _ = Task.Run(CheckAsync);

    void ILockShardHost.Save(LockShardRecord record) => _saving = Task.Run(() => SaveAsync(record));

    void ILockShardHost.Suspect() => _host.Grains.GetGrain<IDeadlockDetectorGrain>(0).SuspectAsync(_shard!.Index).Ignore();

    void ILockShardHost.Retire() => _ended();

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task CheckAsync()
    {
        var began = _host.Now;
        try
        {
            var record = await _storage.ReadAsync();
            Do((shard, now) =>
            {
                if (record is { } found && found.Epoch == shard.Epoch && found.Owner == shard.Owner)
                    shard.Checked(began, now);
                else
                    Stop(shard, record?.Epoch);
            });
        }
        catch (Exception e)
        {
            _host.Logger.StorageFailed(e, _shard!.Index);
            Do((shard, now) => shard.CheckFailed(now));
        }
    }

    private async Task SaveAsync(LockShardRecord record)
    {
        var began = _host.Now;
        try
        {
            await _storage.WriteAsync(record);
            Do((shard, now) => shard.Saved(began, now));
        }
        catch (Exception e)
        {
            _host.Logger.StorageFailed(e, _shard!.Index);
            await FindOutAsync();
        }
    }

    /// <summary>A write that failed may have taken effect, or an earlier one did: whether the record is this activation's own tells.</summary>
    private async Task FindOutAsync()
    {
        try
        {
            var found = await _storage.ReadForWriteAsync();
            Do((shard, now) =>
            {
                if (found is { } record && record.Epoch == shard.Epoch && record.Owner == shard.Owner)
                    shard.SaveFailed(now);
                else
                    Stop(shard, found?.Epoch);
            });
        }
        catch (Exception e)
        {
            _host.Logger.StorageFailed(e, _shard!.Index);
            Do((shard, now) => shard.SaveFailed(now));
        }
    }

    private void Stop(LockShard shard, long? successor)
    {
        if (shard.IsStopped)
            return;
        shard.Stop();
        _host.Logger.Replaced(shard.Index, shard.Epoch, successor ?? 0);
        _ended();
    }

    private void Begin(out LockOutbox outbox, Func<TimeSpan, LockShard> begin)
    {
        outbox = new LockOutbox();
        lock (_gate)
        {
            _outbox = outbox;
            _shard = begin(_host.Now);
            _outbox = null;
            Arm();
        }
    }

    private void Do(Action<LockShard, TimeSpan> action)
    {
        var outbox = new LockOutbox();
        lock (_gate)
        {
            _armed = TimeSpan.MaxValue;
            _outbox = outbox;
            action(_shard!, _host.Now);
            _outbox = null;
            TellWatchers();
            Arm();
        }

        outbox.Send(_host.Grains);
    }

    private void Arm()
    {
        if (_shard!.IsStopped || _shard.NextDeadline >= _armed)
            return;
        _armed = _shard.NextDeadline;
        var sleep = _armed - _host.Now;
        _timer.Change(sleep <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : sleep < LongestSleep ? sleep : LongestSleep, Timeout.InfiniteTimeSpan);
    }
}
