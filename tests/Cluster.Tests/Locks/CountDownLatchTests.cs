using Cluster.Locks;
using Cluster.Silo.Locks.Protocol;
using CsCheck;

namespace Cluster.Tests.Locks;

public sealed class CountDownLatchTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitAsync_EndsWhenAllHaveCountedDown_AndNotBefore()
    {
        var (a, b) = (cluster.NewClient().CountDownLatch("latch"), cluster.NewClient().CountDownLatch("latch"));
        Assert.True(await a.TrySetCountAsync(3, Token));
        Assert.False(await b.TrySetCountAsync(5, Token));
        var waits = b.WaitAsync(cancellationToken: Token);

        Assert.Equal(2, await a.CountDownAsync(Token));
        Assert.Equal(1, await b.CountDownAsync(Token));
        Assert.False(waits.IsCompleted);
        Assert.False(await a.TryWaitAsync(TimeSpan.FromMilliseconds(50), Token));
        await Assert.ThrowsAsync<TimeoutException>(() => a.WaitAsync(TimeSpan.FromMilliseconds(50), Token));
        Assert.Equal(0, await a.CountDownAsync(Token));

        await waits.WaitAsync(LockCluster.Patience, Token);
        Assert.Equal(0, await a.CountDownAsync(Token));
        Assert.True(await a.TryWaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task TrySetCountAsync_AtZero_BeginsANewRound_AndWhoWaitedForTheLastIsLetThrough()
    {
        var latch = cluster.NewClient().CountDownLatch("rounds");
        await latch.WaitAsync(TimeSpan.FromSeconds(30), Token); // never set
        for (var round = 0; round < 3; round++)
        {
            Assert.True(await latch.TrySetCountAsync(1, Token));
            var waits = latch.WaitAsync(cancellationToken: Token);
            await latch.CountDownAsync(Token);
            await waits.WaitAsync(LockCluster.Patience, Token);
        }
    }

    [Fact]
    public async Task CountDownAsync_ManyAtOnce_CountsEachOnce()
    {
        ClusterCountDownLatch[] latches = [.. Enumerable.Range(0, 3).Select(_ => cluster.NewClient().CountDownLatch("crowd"))];
        await latches[0].TrySetCountAsync(500, Token);
        var left = await Task.WhenAll(Enumerable.Range(0, 499).Select(i => latches[i % 3].CountDownAsync(Token)));

        Assert.Equal(499, left.Distinct().Count());
        Assert.Equal(1, await latches[0].GetCountAsync(Token));
    }

    [Fact]
    public async Task WaitAsync_Cancelled_Throws()
    {
        var latch = cluster.NewClient().CountDownLatch("cancelled");
        await latch.TrySetCountAsync(1, Token);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => latch.WaitAsync(cancellationToken: soon.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task TrySetCountAsync_OutOfRange_IsRefused(int count) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster.NewClient().CountDownLatch("range").TrySetCountAsync(count, Token));

    [Fact]
    public void Record_WithRepeatedOperations_CountsEachOnce() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 9].Array[0, 30]).Sample((count, order) =>
        {
            // Ten operations, each said as often as it comes, in any order.
            var operations = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToArray();
            var set = Guid.NewGuid();
            var (latch, _) = new LatchRecord().TrySet(set, count);
            var done = new HashSet<int>();
            foreach (var i in order)
            {
                (latch, var left) = latch.CountDown(operations[i]);
                done.Add(i);
                Assert.Equal(Math.Max(0, count - done.Count), left);
                (latch, var wasSet) = latch.TrySet(set, count);
                Assert.True(wasSet);
                Assert.Equal(left, latch.Count);
            }
        });

    [Fact]
    public void Record_OperationOfTheRoundBefore_DoesNotCountInThisOne()
    {
        var late = Guid.NewGuid();
        var (latch, _) = new LatchRecord().TrySet(Guid.NewGuid(), 1);
        (latch, _) = latch.CountDown(late);
        (latch, _) = latch.TrySet(Guid.NewGuid(), 2);

        Assert.Equal(2, latch.CountDown(late).Result);
    }
}
