namespace Cluster.Silo.Membership;

/// <summary>Processor use of this process over the last second or so. Safe for use by many threads at once.</summary>
internal sealed class ProcessorUse
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _since;
    private TimeSpan _usedBefore;
    private double? _percent;

    public ProcessorUse(TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
        _usedBefore = Environment.CpuUsage.TotalTime;
    }

    /// <summary>0 to 100 over all cores, over the time since it was last read but at least a second; null within the first second.</summary>
    public double? Percent
    {
        get
        {
            lock (_gate)
            {
                var elapsed = _time.GetElapsedTime(_since);
                if (elapsed >= Window)
                {
                    var used = Environment.CpuUsage.TotalTime;
                    _percent = Math.Clamp(100 * (used - _usedBefore) / elapsed / Environment.ProcessorCount, 0, 100);
                    (_since, _usedBefore) = (_time.GetTimestamp(), used);
                }

                return _percent;
            }
        }
    }
}
