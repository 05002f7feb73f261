using System.Collections.Immutable;

namespace Cluster.Registers;

/// <summary>Many durations, counted in buckets whose bounds grow by the square root of 2 from 1 microsecond on: a quantile is right to within 42 %.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.DurationHistogram")]
public sealed record DurationHistogram
{
    /// <summary>How many buckets there are; the last one also has all that is longer, which is from 36 minutes on.</summary>
    internal const int Buckets = 64;

    internal DurationHistogram(ImmutableArray<long> counts) => Counts = counts;

    /// <summary>No durations.</summary>
    public static DurationHistogram Empty { get; } = new([.. new long[Buckets]]);

    /// <summary>How many durations there are.</summary>
    public long Count => Counts.Sum();

    [Id(0)]
    internal ImmutableArray<long> Counts { get; init; }

    /// <summary>The least bound that at least this part of the durations does not exceed; null when there are none.</summary>
    /// <param name="part">From 0 to 1: 0.5 for the median.</param>
    public TimeSpan? Quantile(double part)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(part, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, 1);
        var count = Count;
        if (count == 0)
            return null;
        var wanted = Math.Max(1, (long)Math.Ceiling(part * count));
        for (var bucket = 0; ; bucket++)
        {
            wanted -= Counts[bucket];
            if (wanted <= 0)
                return UpTo(bucket);
        }
    }

    /// <summary>The part of the durations that surely did not exceed a bound, from 0 to 1; 0 when there are none.</summary>
    public double PartWithin(TimeSpan bound) => Count == 0 ? 0 : (double)Counts.Where((_, bucket) => UpTo(bucket) <= bound).Sum() / Count;

    /// <summary>What came since an earlier reading of the same; where that is no earlier one, because a silo has gone, everything.</summary>
    public DurationHistogram Since(DurationHistogram earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var counts = Counts.Zip(earlier.Counts, (now, then) => now - then).ToImmutableArray();
        return counts.Any(count => count < 0) ? this : new DurationHistogram(counts);
    }

    /// <summary>Both together.</summary>
    public static DurationHistogram operator +(DurationHistogram left, DurationHistogram right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new DurationHistogram([.. left.Counts.Zip(right.Counts, (one, other) => one + other)]);
    }

    /// <inheritdoc cref="op_Addition"/>
    public static DurationHistogram Add(DurationHistogram left, DurationHistogram right) => left + right;

    /// <inheritdoc/>
    public bool Equals(DurationHistogram? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode() => Count.GetHashCode();

    /// <summary>The bucket of a duration.</summary>
    internal static int BucketOf(TimeSpan duration)
    {
        var microseconds = duration.TotalMicroseconds;
        return microseconds <= 1 ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(2 * Math.Log2(microseconds)));
    }

    private static TimeSpan UpTo(int bucket) => TimeSpan.FromMicroseconds(Math.Pow(2, bucket / 2.0));
}
