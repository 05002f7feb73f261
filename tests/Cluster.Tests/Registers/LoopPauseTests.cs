using Cluster.Silo.Registers.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.Registers;

public sealed class LoopPauseTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly LoopPause _pause;

    public LoopPauseTests() => _pause = new LoopPause(Pace, _time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NotTold_LastsTheLongestTime()
    {
        var waiting = _pause.WaitAsync(Longest, Cancelled);
        Pass(Pace);
        Pass(Longest - Pace - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);

        Pass(TimeSpan.FromMilliseconds(1));

        Assert.False(await waiting);
    }

    [Fact]
    public async Task ToldWhileItWaits_EndsAtOnce()
    {
        var waiting = _pause.WaitAsync(Longest, Cancelled);
        Pass(Pace * 2);

        _pause.Tell();

        Assert.True(await waiting);
    }

    [Fact]
    public async Task ToldBefore_LastsThePaceAndNoLonger()
    {
        _pause.Tell();
        var waiting = _pause.WaitAsync(Longest, Cancelled);
        Pass(Pace / 2);
        Assert.False(waiting.IsCompleted);

        Pass(Pace / 2);

        Assert.True(await waiting);
    }

    [Fact]
    public async Task ToldOnce_EndsOnePause()
    {
        _pause.Tell();
        var first = _pause.WaitAsync(Longest, Cancelled);
        Pass(Pace);
        Assert.True(await first);

        var second = _pause.WaitAsync(Longest, Cancelled);
        Pass(Pace * 2);

        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Stopped_EndsWithAnException()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var waiting = _pause.WaitAsync(Longest, stop.Token);
        Pass(Pace * 2);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    /// <summary>However the two meet, what is told is not lost: the loop would wait for a minute.</summary>
    [Fact]
    public async Task ToldByManyThreads_NothingIsLost()
    {
        const int Items = 2_000;
        var pause = new LoopPause(TimeSpan.FromTicks(1), TimeProvider.System);
        var (left, taken) = (0, 0);
        var telling = Task.Run(() => Parallel.For(0, Items, _ =>
        {
            Interlocked.Increment(ref left);
            pause.Tell();
        }), Cancelled);
        while (taken < Items)
        {
            await pause.WaitAsync(TimeSpan.FromMinutes(1), Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
            taken += Interlocked.Exchange(ref left, 0);
        }

        await telling;
        Assert.Equal(Items, taken);
    }

    private void Pass(TimeSpan by) => _time.Advance(by);
}
