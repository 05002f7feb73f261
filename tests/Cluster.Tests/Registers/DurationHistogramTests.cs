using Cluster.Registers;
using CsCheck;

namespace Cluster.Tests.Registers;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Quantile_OfAnyDurations_IsNoLessThanTheTrueOneAndLessThanHalfAsMuchMore() => Gen.Long[1, 1_000_000_000].Array[1, 200].Sample(microseconds =>
    {
        var histogram = Of(microseconds);
        var median = microseconds.Order().ElementAt((int)Math.Ceiling(microseconds.Length * 0.5) - 1);
        var told = histogram.Quantile(0.5)!.Value.TotalMicroseconds;
        Assert.InRange(told, median * 0.999, (median * 1.4143) + 1);
    });

    [Fact]
    public void Since_OfAnEarlierReading_IsWhatCameBetween()
    {
        var (earlier, more) = (Of(5, 80), Of(700, 700));

        Assert.Equal(more, (earlier + more).Since(earlier));
        Assert.Equal(earlier, earlier.Since(earlier + more));
        Assert.Null(DurationHistogram.Empty.Quantile(0.99));
    }

    private static DurationHistogram Of(params long[] microseconds)
    {
        var counts = new long[DurationHistogram.Buckets];
        foreach (var duration in microseconds)
            counts[DurationHistogram.BucketOf(TimeSpan.FromMicroseconds(duration))]++;
        return new DurationHistogram([.. counts]);
    }
}
