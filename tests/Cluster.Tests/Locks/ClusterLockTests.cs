using Cluster.Locks;

namespace Cluster.Tests.Locks;

public sealed class ClusterLockTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAsync_FreeLock_IsHeldUntilDisposed()
    {
        var locks = cluster.NewClient();
        var other = cluster.NewClient();

        await using (var held = await locks.AcquireAsync("a", Token))
        {
            Assert.True(held.IsHeld);
            Assert.True(held.FencingToken > 0);
            Assert.False(held.Lost.IsCancellationRequested);
            Assert.InRange(held.LeaseExpiry, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow + LockCluster.Lease);
            Assert.Null(await other.TryAcquireAsync("a", cancellationToken: Token));
        }

        await using var next = await other.TryAcquireAsync("a", LockCluster.Patience, Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task FencingToken_OverManyGrantsOfTwoClients_Rises()
    {
        ClusterLocks[] clients = [cluster.NewClient(), cluster.NewClient()];
        var last = 0L;
        for (var i = 0; i < 100; i++)
        {
            await using var held = await clients[i % 2].AcquireAsync("rising", Token);
            Assert.True(held.FencingToken > last);
            last = held.FencingToken;
        }
    }

    [Fact]
    public async Task AcquireAsync_ManyCallersOfThreeClients_ExcludeEachOther()
    {
        ClusterLocks[] clients = [cluster.NewClient(), cluster.NewClient(), cluster.NewClient(o => o.PassedOnLocally = 0)];
        var inside = 0;
        var newest = 0L;
        var total = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Token }, async (i, token) =>
        {
            await using var held = await clients[i % 3].AcquireAsync("crowd", token);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Assert.True(held.FencingToken > newest);
            newest = held.FencingToken;
            total++;
            if (i % 50 == 0)
                await Task.Yield();
            Interlocked.Decrement(ref inside);
        });

        Assert.Equal(600, total);
    }

    [Fact]
    public async Task TryAcquireAsync_TimedOut_LeavesNoGhostInTheQueue()
    {
        var (holder, waiter, third) = (cluster.NewClient(), cluster.NewClient(), cluster.NewClient());
        var held = await holder.AcquireAsync("ghost", Token);

        Assert.Null(await waiter.TryAcquireAsync("ghost", TimeSpan.FromMilliseconds(50), Token));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiter.AcquireAsync("ghost", cancelled.Token));

        await WaitFor(async () => await holder.DescribeAsync("ghost", cancellationToken: Token) is { Waiters.Count: 0 });
        await held.DisposeAsync();
        await using var next = await third.TryAcquireAsync("ghost", LockCluster.Patience, Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task AcquireAsync_WithTimeout_ThrowsTimeoutException()
    {
        var (holder, waiter) = (cluster.NewClient(), cluster.NewClient());
        await using var held = await holder.AcquireAsync("slow", Token);
        var failure = await Assert.ThrowsAsync<TimeoutException>(async () =>
            await waiter.Lock("slow").AcquireAsync(TimeSpan.FromMilliseconds(50), Token));
        Assert.Contains("withdrawn", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeldLock_ForLongerThanItsLease_IsRenewed()
    {
        var (holder, other) = (cluster.NewClient(), cluster.NewClient());
        await using var held = await holder.AcquireAsync("long", Token);
        var end = DateTime.UtcNow + (LockCluster.Lease * 2);
        while (DateTime.UtcNow < end)
        {
            Assert.True(held.IsHeld);
            Assert.Null(await other.TryAcquireAsync("long", cancellationToken: Token));
            await Task.Delay(100, Token);
        }
    }

    [Fact]
    public async Task ClientThatFallsSilent_LosesItsLockAfterTheLease_AndIsTold()
    {
        var (silent, other) = (cluster.NewClient(), cluster.NewClient());
        var held = await silent.AcquireAsync("silent", Token);
        var lost = held.Lost;
        silent.Session.Dispose(); // its timer stops: no keep-alives any more

        await using var next = await other.TryAcquireAsync("silent", LockCluster.Patience, Token);

        Assert.NotNull(next);
        Assert.False(held.IsHeld);
        Assert.True(next.FencingToken > held.FencingToken);
        Assert.Throws<LeaseLostException>(held.ThrowIfLost);
        _ = lost;
    }

    [Fact]
    public async Task StickyLock_TakenAgain_NeedsNoMessage_AndIsGivenUpWhenAnotherAsks()
    {
        var (sticky, other) = (cluster.NewClient(), cluster.NewClient());
        var own = sticky.Lock("sticky", sticky: true);
        await (await own.AcquireAsync(cancellationToken: Token)).DisposeAsync();
        var again = own.TryAcquireAsync(cancellationToken: Token);
        Assert.True(again.IsCompletedSuccessfully);
        await (await again)!.DisposeAsync();

        await using var taken = await other.TryAcquireAsync("sticky", LockCluster.Patience, Token);
        Assert.NotNull(taken);
        Assert.Null(await own.TryAcquireAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task ReaderWriterLock_ReadersTogether_WriterAlone()
    {
        var (a, b) = (cluster.NewClient().ReaderWriterLock("rw"), cluster.NewClient().ReaderWriterLock("rw"));
        var first = await a.AcquireReadLockAsync(cancellationToken: Token);
        var second = await b.AcquireReadLockAsync(cancellationToken: Token);
        Assert.Null(await a.TryAcquireWriteLockAsync(cancellationToken: Token));
        var writer = b.AcquireWriteLockAsync(cancellationToken: Token).AsTask();
        await WaitFor(async () => await cluster.NewClient().DescribeAsync("rw", cancellationToken: Token) is { Waiters.Count: 1 });

        // First come, first served: a reader does not overtake the writer that waits.
        Assert.Null(await a.TryAcquireReadLockAsync(cancellationToken: Token));
        await first.DisposeAsync();
        await second.DisposeAsync();
        await using var written = await writer.WaitAsync(LockCluster.Patience, Token);
        Assert.True(written.FencingToken > first.FencingToken);
    }

    [Fact]
    public async Task UpgradeableLock_Upgrades_WhenReadersAreDone()
    {
        var (a, b) = (cluster.NewClient().ReaderWriterLock("up"), cluster.NewClient().ReaderWriterLock("up"));
        await using var upgradeable = await a.AcquireUpgradeableReadLockAsync(cancellationToken: Token);
        var reader = await b.AcquireReadLockAsync(cancellationToken: Token);
        var before = upgradeable.FencingToken;
        Assert.False(await upgradeable.TryUpgradeToWriteLockAsync(TimeSpan.FromMilliseconds(50), Token));
        Assert.Equal(LockMode.Upgradeable, upgradeable.Mode);

        var upgrade = upgradeable.UpgradeToWriteLockAsync(cancellationToken: Token).AsTask();
        await reader.DisposeAsync();
        await upgrade.WaitAsync(LockCluster.Patience, Token);

        Assert.Equal(LockMode.Exclusive, upgradeable.Mode);
        Assert.True(upgradeable.FencingToken > before);
        Assert.Null(await b.TryAcquireReadLockAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Semaphore_GivesAsManyPermitsAsThereAre()
    {
        var (a, b) = (cluster.NewClient().Semaphore("s", 3), cluster.NewClient().Semaphore("s", 3));
        var two = await a.AcquireAsync(permits: 2, cancellationToken: Token);
        await using var one = await b.AcquireAsync(cancellationToken: Token);
        Assert.Null(await b.TryAcquireAsync(cancellationToken: Token));
        await two.DisposeAsync();
        await using var again = await b.TryAcquireAsync(LockCluster.Patience, permits: 2, Token);
        Assert.NotNull(again);

        var failure = await Assert.ThrowsAsync<LockRefusedException>(async () =>
            await cluster.NewClient().Semaphore("s", 5).AcquireAsync(cancellationToken: Token));
        Assert.Contains("limit of 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BreakAsync_PutsTheHolderOut_AndLeavesATrail()
    {
        var (holder, other) = (cluster.NewClient(), cluster.NewClient());
        var held = await holder.AcquireAsync("broken", Token);
        var lost = new TaskCompletionSource();
        using var registration = held.Lost.Register(lost.SetResult);
        Assert.Null(await other.BreakAsync("nobody holds this", "no reason", cancellationToken: Token));

        var record = await other.BreakAsync("broken", "the holder hangs", by: "admin", cancellationToken: Token);

        Assert.Equal(("broken", "admin", "the holder hangs", held.FencingToken <= record!.Through), (record.Name, record.By, record.Reason, true));
        await lost.Task.WaitAsync(LockCluster.Patience, Token);
        Assert.False(held.IsHeld);
        await using var next = await other.TryAcquireAsync("broken", LockCluster.Patience, Token);
        Assert.True(next!.FencingToken > record.Through);
        Assert.Contains(await other.BreaksAsync(Token), b => b is { Name: "broken", By: "admin" });
    }

    [Fact]
    public async Task ListAsync_TellsHoldersAndWaitersInOrder()
    {
        var (a, b, c) = (cluster.NewClient(), cluster.NewClient(), cluster.NewClient());
        await using var held = await a.AcquireAsync("list/1", Token);
        await using var other = await a.AcquireAsync("list/2", Token);
        var first = b.AcquireAsync("list/1", Token).AsTask();
        await WaitFor(async () => await a.DescribeAsync("list/1", cancellationToken: Token) is { Waiters.Count: 1 });
        var second = c.ReaderWriterLock("list/1").AcquireReadLockAsync(cancellationToken: Token).AsTask();
        await WaitFor(async () => await a.DescribeAsync("list/1", cancellationToken: Token) is { Waiters.Count: 2 });

        var list = await a.ListAsync("list/", cancellationToken: Token);

        Assert.Equal(["list/1", "list/2"], list.Select(l => l.Name));
        Assert.Equal((LockMode.Exclusive, held.FencingToken), (list[0].Holders[0].Mode, list[0].Holders[0].FencingToken));
        Assert.Equal([(1, LockMode.Exclusive), (2, LockMode.Shared)], list[0].Waiters.Select(w => (w.Position, w.Mode)));
        await held.DisposeAsync();
        await (await first.WaitAsync(LockCluster.Patience, Token)).DisposeAsync();
        await (await second.WaitAsync(LockCluster.Patience, Token)).DisposeAsync();
    }

    [Fact]
    public async Task IdleNames_AreForgotten()
    {
        var locks = cluster.NewClient();
        for (var i = 0; i < 300; i++)
            await (await locks.AcquireAsync($"idle/{i}", Token)).DisposeAsync();

        await WaitFor(async () => (await locks.ListAsync("idle/", cancellationToken: Token)).Count == 0);
        Assert.All(Enumerable.Range(0, 300), i => Assert.Empty(locks.Session.ShardOf($"idle/{i}").Pooled));
    }

    [Fact]
    public async Task AcquireAsync_InGrains_ExcludesThem()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cluster.Cluster.Client.GetGrain<ILockingGrain>($"{i}").CountAsync()))
            .WaitAsync(LockCluster.Patience, Token);
        Assert.Equal(Enumerable.Range(1, 20), counts.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Lock_WithoutAName_IsRefused(string? name) => Assert.ThrowsAny<ArgumentException>(() => cluster.NewClient().Lock(name!));

    private static async Task WaitFor(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(LockCluster.Patience);
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }
}
