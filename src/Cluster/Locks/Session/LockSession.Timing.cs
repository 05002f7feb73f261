namespace Cluster.Locks.Session;

/// <summary>One timer for all shards: keep-alives, repetitions, and leases that end.</summary>
internal sealed partial class LockSession
{
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private readonly Lock _timing = new();
    private TimeSpan _wakeAt = TimeSpan.MaxValue;
    private TimeSpan _sweepAt;

    /// <summary>Makes sure that deadlines are looked at when this one has come.</summary>
    public void WakeAt(TimeSpan deadline)
    {
        if (deadline >= _wakeAt)
            return;
        lock (_timing)
        {
            if (deadline >= _wakeAt)
                return;
            _wakeAt = deadline;
            var now = Now;
            var sleep = deadline <= now + ShortestSleep ? ShortestSleep : deadline >= now + LongestSleep ? LongestSleep : deadline - now;
            _timer.Change(sleep, Timeout.InfiniteTimeSpan);
        }
    }

    private void LetGoOfIdle(ClientShard shard)
    {
        foreach (var pooled in shard.Pooled.Values.Where(p => p.IdleSince != TimeSpan.MaxValue && p.IdleSince + Options.StickyFor <= Now).ToArray())
            pooled.LetGoWhenIdle(Now);
    }

    private void Tick()
    {
        lock (_timing)
            _wakeAt = TimeSpan.MaxValue;
        var sweep = Now >= _sweepAt;
        if (sweep)
            _sweepAt = Now + SweepPeriod;
        foreach (var shard in Shards())
        {
            using (shard.Enter())
            {
                shard.Link.Tick(Now);
                if (sweep)
                    LetGoOfIdle(shard);
            }
        }
    }
}
