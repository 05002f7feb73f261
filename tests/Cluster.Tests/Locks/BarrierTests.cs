using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using CsCheck;

namespace Cluster.Tests.Locks;

public sealed class BarrierTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignalAndWaitAsync_OverManyPhases_NobodyIsAheadOfAnybody()
    {
        const int Count = 4;
        const int Phases = 5;
        var reached = new int[Phases];
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ =>
        {
            await using var me = await cluster.NewClient().Barrier("phases", Count).JoinAsync(Token);
            for (var phase = 0; phase < Phases; phase++)
            {
                Interlocked.Increment(ref reached[phase]);
                var before = me.Phase;
                Assert.Equal(before + 1, await me.SignalAndWaitAsync(LockCluster.Patience, Token));
                Assert.Equal(Count, Volatile.Read(ref reached[phase]));
            }
        })).WaitAsync(LockCluster.Patience, Token);
        await WaitFor(async () => (await cluster.NewClient().ListAsync("barrier:phases/", cancellationToken: Token)).Count == 0, "nothing is left of the participants' locks");
    }

    [Fact]
    public async Task SignalAndWaitAsync_TimedOutOrCancelled_CountsAsNotReached_AndCanBeTriedAgain()
    {
        var (a, b) = (await JoinAsync("retry", 2), await JoinAsync("retry", 2));
        await Assert.ThrowsAsync<TimeoutException>(() => a.SignalAndWaitAsync(TimeSpan.FromMilliseconds(50), Token));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.SignalAndWaitAsync(cancellationToken: soon.Token));

        await Assert.ThrowsAsync<TimeoutException>(() => b.SignalAndWaitAsync(TimeSpan.FromMilliseconds(50), Token));
        await Task.WhenAll(a.SignalAndWaitAsync(cancellationToken: Token), b.SignalAndWaitAsync(cancellationToken: Token)).WaitAsync(LockCluster.Patience, Token);
        await a.DisposeAsync();
        await b.DisposeAsync();
    }

    [Fact]
    public async Task ParticipantThatIsLost_BreaksTheBarrier_WhichIsWholeAgainWhenTheOthersHaveLeft()
    {
        var silent = cluster.NewClient();
        var (a, b) = (await JoinAsync("broken", 3), await JoinAsync("broken", 3));
        var lost = await silent.Barrier("broken", 3).JoinAsync(Token);
        var waits = a.SignalAndWaitAsync(cancellationToken: Token);
        silent.Session.Dispose(); // shows no sign of life any more

        var broken = await Assert.ThrowsAsync<BarrierBrokenException>(() => waits.WaitAsync(LockCluster.Patience, Token));
        Assert.Contains("lost in phase", broken.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BarrierBrokenException>(() => b.SignalAndWaitAsync(cancellationToken: Token));
        await Assert.ThrowsAsync<BarrierBrokenException>(() => JoinAsync("broken", 3));
        await Assert.ThrowsAsync<BarrierBrokenException>(() => lost.SignalAndWaitAsync(cancellationToken: Token));

        await a.DisposeAsync();
        await b.DisposeAsync();
        await using var alone = await JoinAsync("broken", 1);
        await alone.SignalAndWaitAsync(LockCluster.Patience, Token);
    }

    [Fact]
    public async Task ParticipantThatLeaves_MakesRoomForAnother_AndWhoWaitsGoesOnWaiting()
    {
        var (a, b) = (await JoinAsync("leaving", 2), await JoinAsync("leaving", 2));
        var refused = await Assert.ThrowsAsync<LockRefusedException>(() => JoinAsync("leaving", 2));
        Assert.Contains("all its 2 participants", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<LockRefusedException>(() => JoinAsync("leaving", 3));
        Assert.Contains("2 participants, not 3", refused.Message, StringComparison.Ordinal);
        var waits = a.SignalAndWaitAsync(cancellationToken: Token);
        await b.DisposeAsync();

        var c = await JoinAsync("leaving", 2);
        Assert.False(waits.IsCompleted);
        await Task.WhenAll(waits, c.SignalAndWaitAsync(cancellationToken: Token)).WaitAsync(LockCluster.Patience, Token);
        await a.DisposeAsync();
        await c.DisposeAsync();
    }

    [Fact]
    public async Task ResetAsync_PutsAllParticipantsOut()
    {
        var barrier = cluster.NewClient().Barrier("reset", 2);
        await using var a = await barrier.JoinAsync(Token);
        var waits = a.SignalAndWaitAsync(cancellationToken: Token);
        await barrier.ResetAsync(Token);

        var broken = await Assert.ThrowsAsync<BarrierBrokenException>(() => waits.WaitAsync(LockCluster.Patience, Token));
        Assert.Contains("reset", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_WithRepeatedAndLateCalls_PassesAPhaseOnlyWhenAllHaveReachedIt() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2]).Array[1, 60].Sample(steps =>
        {
            // Three participants; each remembers the phase that it believes to be in, and says things late and twice.
            var ids = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToArray();
            var believed = new long[3];
            var attempts = new long[] { 1, 1, 1 };
            var withdrawn = new long[3];
            var barrier = new BarrierRecord();
            foreach (var id in ids)
                (barrier, _) = barrier.Join(id, "client", 3);
            var reached = new HashSet<int>();
            var phase = 0L;
            foreach (var (who, what, late, lateAttempt) in steps)
            {
                var meant = Math.Max(0, believed[who] - late);
                var attempt = Math.Max(1, attempts[who] - lateAttempt);
                if (what == 0)
                {
                    (barrier, _) = barrier.Withdraw(ids[who], meant, attempt);
                    if (meant == phase && attempt > withdrawn[who])
                    {
                        reached.Remove(who);
                        withdrawn[who] = attempt;
                    }
                }
                else
                {
                    (barrier, _) = barrier.Signal(ids[who], meant, attempt);
                    if (meant == phase && attempt > withdrawn[who])
                        reached.Add(who);
                }

                attempts[who] = withdrawn[who] + 1;
                if (reached.Count == 3)
                {
                    phase++;
                    reached.Clear();
                }

                believed[who] = barrier.NewsFor(ids[who]).Phase;
                Assert.Equal(phase, barrier.Phase);
                Assert.Equal(reached.Order(), barrier.Members.Index().Where(m => m.Item.HasReached).Select(m => m.Index));
            }
        });

    [Fact]
    public void Record_SignalThatComesAfterItWasWithdrawn_DoesNotCount()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        var (barrier, _) = new BarrierRecord().Join(a, "a", 2);
        (barrier, _) = barrier.Join(b, "b", 2);
        (barrier, _) = barrier.Withdraw(a, 0, 1);
        (barrier, _) = barrier.Signal(a, 0, 1);
        (barrier, _) = barrier.Signal(b, 0, 1);
        Assert.Equal(0, barrier.Phase);

        (barrier, _) = barrier.Signal(a, 0, 2);
        Assert.Equal(1, barrier.Phase);
    }

    [Fact]
    public void Record_LostParticipantWhoseLossIsToldTwice_BreaksOnce()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        var (barrier, _) = new BarrierRecord().Join(a, "client-a", 2);
        (barrier, _) = barrier.Join(b, "client-b", 2);
        (barrier, _) = barrier.Lost(a);
        var (again, _) = barrier.Lost(a);

        Assert.Same(barrier, again);
        Assert.Equal(BarrierStanding.Broken, barrier.NewsFor(b).Standing);
        Assert.Contains("client-a", barrier.NewsFor(b).Detail, StringComparison.Ordinal);
        (barrier, _) = barrier.Leave(b);
        Assert.Equal(BarrierStanding.Whole, barrier.Join(a, "client-a", 5).Result.Standing);
    }

    private Task<BarrierParticipant> JoinAsync(string name, int participants) => cluster.NewClient().Barrier(name, participants).JoinAsync(Token);

    private static async Task WaitFor(Func<Task<bool>> condition, string what)
    {
        var end = DateTime.UtcNow + LockCluster.Patience;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, what);
            await Task.Delay(10, Token);
        }
    }
}
