using Cluster.Silo.Registers.Convergent;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.Registers;

public sealed class HybridClockTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_WhileThePhysicalClockStands_GoesOnGrowing()
    {
        var clock = new HybridClock(new FakeTimeProvider(Noon), actor: 1, TimeSpan.FromMinutes(1));
        var times = Enumerable.Range(0, 100).Select(_ => clock.Next()).ToArray();

        Assert.Equal(times, times.Order().Distinct());
        Assert.All(times, time => Assert.Equal(Noon.UtcTicks, time.Physical));
    }

    [Fact]
    public void Next_AfterATimeFromAFasterClock_ComesBehindIt()
    {
        var time = new FakeTimeProvider(Noon);
        var slow = new HybridClock(time, actor: 1, TimeSpan.FromMinutes(1));
        var seen = new HybridTime(Noon.UtcTicks + TimeSpan.TicksPerSecond, 7, 2);

        Assert.True(slow.TryWitness(seen));
        Assert.True(slow.Next() > seen);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((Noon.UtcTicks + 2 * TimeSpan.TicksPerSecond, 0), (slow.Next().Physical, slow.Next().Logical - 1));
    }

    [Fact]
    public void TryWitness_OfATimeTooFarAhead_IsRefusedAndLeavesTheClock()
    {
        var clock = new HybridClock(new FakeTimeProvider(Noon), actor: 1, TimeSpan.FromMinutes(1));

        Assert.False(clock.TryWitness(new HybridTime(Noon.AddMinutes(2).UtcTicks, 0, 2)));
        Assert.Equal(Noon.UtcTicks, clock.Next().Physical);
    }
}
