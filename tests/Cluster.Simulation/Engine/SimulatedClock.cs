namespace Cluster.Simulation.Engine;

/// <summary>A node's clock as a <see cref="TimeProvider"/>. Timers do not fire while the node is paused or after it has crashed.</summary>
internal sealed class SimulatedClock(World world, SimulatedNode node) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The reading of the node's clock.</summary>
    public TimeSpan Now => node.Drift.Local(world.Now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Beginning + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(node, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(SimulatedNode node, TimerCallback callback, object? state) : ITimer
    {
        private int _version;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
                return false;
            _version++;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Arm(dueTime, period, _version);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            _version++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan due, TimeSpan period, int version) => node.After(due, () =>
        {
            if (version != _version)
                return;
            callback(state);
            if (version == _version && period > TimeSpan.Zero)
                Arm(period, period, version);
        });
    }
}
