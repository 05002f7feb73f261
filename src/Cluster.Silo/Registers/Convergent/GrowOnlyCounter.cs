using System.Collections.Immutable;

namespace Cluster.Silo.Registers.Convergent;

/// <summary>A counter that only grows: the sum of what each actor has counted.</summary>
internal sealed class GrowOnlyCounter : IConvergent<GrowOnlyCounter>
{
    private readonly ImmutableDictionary<long, long> _counts;

    private GrowOnlyCounter(ImmutableDictionary<long, long> counts) => _counts = counts;

    public static GrowOnlyCounter Empty { get; } = new(ImmutableDictionary<long, long>.Empty);

    /// <summary>What each actor has counted.</summary>
    public IReadOnlyDictionary<long, long> Counts => _counts;

    public long Value
    {
        get
        {
            var sum = 0L;
            foreach (var count in _counts.Values)
                sum = checked(sum + count);
            return sum;
        }
    }

    public ulong Digest
    {
        get
        {
            var digest = 0UL;
            foreach (var (actor, count) in _counts)
                digest += new Dot(actor, count).Digest;
            return digest;
        }
    }

    public static GrowOnlyCounter Of(IEnumerable<KeyValuePair<long, long>> counts) => new(counts.ToImmutableDictionary());

    /// <summary>The delta that adds to the actor's count. Only the actor itself may ask, of its own copy.</summary>
    public GrowOnlyCounter Add(long actor, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount);
        return new(ImmutableDictionary<long, long>.Empty.Add(actor, checked(_counts.GetValueOrDefault(actor) + amount)));
    }

    public GrowOnlyCounter Merge(GrowOnlyCounter other)
    {
        var counts = _counts;
        foreach (var (actor, count) in other._counts)
        {
            if (count > counts.GetValueOrDefault(actor))
                counts = counts.SetItem(actor, count);
        }

        return counts == _counts ? this : new GrowOnlyCounter(counts);
    }
}
