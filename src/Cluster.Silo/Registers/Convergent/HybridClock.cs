namespace Cluster.Silo.Registers.Convergent;

/// <summary>
/// Gives out times that only grow and that come after every time it was told of, even when the physical clock lags or jumps back.
/// Safe for use by many threads.
/// </summary>
/// <param name="time">The physical clock.</param>
/// <param name="actor">Belongs to this clock alone.</param>
/// <param name="maxAhead">
/// How far a time from elsewhere may lie ahead of the physical clock. Beyond it a clock is broken, and taking its time over would let every
/// later write of the whole cluster carry it on.
/// </param>
internal sealed class HybridClock(TimeProvider time, long actor, TimeSpan maxAhead)
{
    private readonly Lock _gate = new();
    private HybridTime _last;

    /// <summary>A time greater than all before it and all that were witnessed.</summary>
    public HybridTime Next()
    {
        var physical = time.GetUtcNow().UtcTicks;
        lock (_gate)
        {
            return _last = physical > _last.Physical
                ? new HybridTime(physical, 0, actor)
                : new HybridTime(_last.Physical, checked(_last.Logical + 1), actor);
        }
    }

    /// <summary>Makes later times come after <paramref name="seen"/>; false, and nothing is done, if that lies too far ahead.</summary>
    public bool TryWitness(HybridTime seen)
    {
        if (seen.Physical - time.GetUtcNow().UtcTicks > maxAhead.Ticks)
            return false;
        lock (_gate)
        {
            if (seen > _last)
                _last = seen;
        }

        return true;
    }
}
