namespace Cluster.Silo.Registers.Convergent;

/// <summary>A counter that goes up and down: two that only grow.</summary>
internal sealed class Counter : IConvergent<Counter>
{
    private readonly GrowOnlyCounter _up;
    private readonly GrowOnlyCounter _down;

    private Counter(GrowOnlyCounter up, GrowOnlyCounter down) => (_up, _down) = (up, down);

    public static Counter Empty { get; } = new(GrowOnlyCounter.Empty, GrowOnlyCounter.Empty);

    public GrowOnlyCounter Up => _up;

    public GrowOnlyCounter Down => _down;

    public long Value => _up.Value - _down.Value;

    public ulong Digest => Fingerprint.Combine(_up.Digest, _down.Digest);

    public static Counter Of(GrowOnlyCounter up, GrowOnlyCounter down) => new(up, down);

    /// <summary>The delta that adds an amount, which may be negative and must not be 0. Only the actor itself may ask, of its own copy.</summary>
    public Counter Add(long actor, long amount) => amount > 0
        ? new Counter(_up.Add(actor, amount), GrowOnlyCounter.Empty)
        : new Counter(GrowOnlyCounter.Empty, _down.Add(actor, checked(-amount)));

    public Counter Merge(Counter other)
    {
        var (up, down) = (_up.Merge(other._up), _down.Merge(other._down));
        return up == _up && down == _down ? this : new Counter(up, down);
    }
}
