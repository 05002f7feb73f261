using Cluster.Registers;
using Cluster.Registers.Advising;

namespace Cluster.Tests.Registers;

public sealed class LevelAdvisorTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly RegisterUse[] Usual =
    [
        Use(ConsistencyKind.Weak, true, 0.05), Use(ConsistencyKind.Weak, false, 0.05),
        Use(ConsistencyKind.Eventual, true, 0.05), Use(ConsistencyKind.Eventual, false, 2),
        Use(ConsistencyKind.BoundedStaleness, true, 0.2), Use(ConsistencyKind.Strong, true, 1), Use(ConsistencyKind.Strong, false, 5),
    ];

    public static TheoryData<double, double, double?, double?, bool, ConsistencyKind?> Cases() => new()
    {
        // staleness in ms, confidence, read latency, write latency, must keep writes => the level of reads
        { 100, 0.99, null, null, true, ConsistencyKind.Eventual },
        { 100, 0.99, null, null, false, ConsistencyKind.Weak },
        { 100, 0.99, 1, 4, true, ConsistencyKind.Eventual },
        { 100, 0.99, 1, 1, false, ConsistencyKind.Weak },
        { 100, 0.999, null, null, true, ConsistencyKind.BoundedStaleness },
        { 100, 1, null, null, false, ConsistencyKind.BoundedStaleness },
        { 0, 0.9, null, null, true, ConsistencyKind.Strong },
        { 100, 0.999, 1, 4, true, null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Advise_FromWhatWasObserved_NamesTheCheapestThatMeetsTheTarget(
        double staleness, double confidence, double? readLatency, double? writeLatency, bool keeps, ConsistencyKind? expected)
    {
        // 995 of 1000 writes spread within 10 ms, the others within 1 s.
        var observed = new RegisterStatistics(Usual, 0, Histogram((10, 995), (1000, 5)));
        var advice = LevelAdvisor.Advise(Target(staleness) with { Confidence = confidence, ReadLatency = readLatency * Millisecond, WriteLatency = writeLatency * Millisecond, MustNotLoseWrites = keeps }, observed);

        Assert.Equal(expected, advice.Read?.Kind);
        Assert.Equal(expected is not null, advice.IsMet);
        Assert.All(advice.Levels, level => Assert.NotEmpty(level.Reason));
    }

    [Fact]
    public void Advise_WithFewObservations_JudgesNothingByThem()
    {
        var advice = LevelAdvisor.Advise(Target(100), new RegisterStatistics(Usual, 0, Histogram((1, LevelAdvisor.Enough - 1))));
        Assert.Equal(ConsistencyKind.BoundedStaleness, advice.Read!.Kind);
        Assert.Null(advice.Levels[0].Fresh);

        var latency = LevelAdvisor.Advise(Target(100) with { ReadLatency = Millisecond }, new RegisterStatistics([], 0, Histogram((1, 1000))));
        Assert.False(latency.IsMet);
        Assert.Contains("only 0 reads", latency.Levels[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Advise_WhileMuchIsOwedToAReplica_CountsItAsNotSpread()
    {
        var observed = new RegisterStatistics(Usual, 500, Histogram((1, 1000)));
        Assert.Equal(ConsistencyKind.BoundedStaleness, LevelAdvisor.Advise(Target(100) with { Confidence = 0.9 }, observed).Read!.Kind);
        Assert.Equal(ConsistencyKind.Eventual, LevelAdvisor.Advise(Target(100) with { Confidence = 0.9 }, observed with { Owed = 0 }).Read!.Kind);
    }

    [Fact]
    public void Advise_WhereManyOperationsFailed_CountsThemAsTooSlow()
    {
        RegisterUse[] uses = [.. Usual.Select(use => use.Level == ConsistencyKind.Strong && use.IsRead ? use with { Failed = 500 } : use)];
        var advice = LevelAdvisor.Advise(Target(0) with { ReadLatency = TimeSpan.FromSeconds(10) }, new RegisterStatistics(uses, 0, DurationHistogram.Empty));
        Assert.False(advice.IsMet);
    }

    private static ObservedTarget Target(double milliseconds) => new() { MaxStaleness = milliseconds * Millisecond };

    private static RegisterUse Use(ConsistencyKind level, bool isRead, double milliseconds) => new() { Level = level, IsRead = isRead, Latency = Histogram((milliseconds, 1000)) };

    private static DurationHistogram Histogram(params (double Milliseconds, long Count)[] durations)
    {
        var counts = new long[DurationHistogram.Buckets];
        foreach (var (milliseconds, count) in durations)
            counts[DurationHistogram.BucketOf(milliseconds * Millisecond)] += count;
        return new DurationHistogram([.. counts]);
    }
}
