namespace Cluster.Locks.Local;

/// <summary>Until when a caller is ready to wait. Runs from its making, by the process's monotonic clock.</summary>
internal readonly struct Deadline
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly TimeSpan _timeout;

    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not <see cref="Timeout.InfiniteTimeSpan"/>, or longer than a timer can be (24 days).</exception>
    public Deadline(TimeSpan timeout, TimeProvider time)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is zero, positive up to 24 days, or Timeout.InfiniteTimeSpan.");
        _time = time;
        _began = time.GetTimestamp();
        _timeout = timeout;
    }

    /// <summary>The caller does not wait at all: what is not to be had at once is refused.</summary>
    public bool IsNow => _timeout == TimeSpan.Zero;

    /// <summary>What is left: zero when it has passed, <see cref="Timeout.InfiniteTimeSpan"/> when there is no end.</summary>
    public TimeSpan Left
    {
        get
        {
            if (_timeout == Timeout.InfiniteTimeSpan)
                return _timeout;
            var left = _timeout - _time.GetElapsedTime(_began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool HasPassed => Left == TimeSpan.Zero;

    /// <summary>The shorter of what is left and <paramref name="most"/>.</summary>
    public TimeSpan AtMost(TimeSpan most)
    {
        var left = Left;
        return left == Timeout.InfiniteTimeSpan || left > most ? most : left;
    }
}
