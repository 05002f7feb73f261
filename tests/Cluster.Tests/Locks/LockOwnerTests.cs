using Cluster.Locks;

namespace Cluster.Tests.Locks;

public sealed class LockOwnerTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReentrantOwner_TakesAgainWhatItHolds_AndLetsGoWithTheLastHandle()
    {
        var (client, other) = (cluster.NewClient(), cluster.NewClient());
        using var owner = LockOwner.Begin("again", isReentrant: true);
        var first = await client.AcquireAsync("reentrant", Token);
        var second = await client.TryAcquireAsync("reentrant", cancellationToken: Token);
        var reading = await client.ReaderWriterLock("reentrant").TryAcquireReadLockAsync(cancellationToken: Token);

        Assert.Equal(first.FencingToken, second!.FencingToken);
        Assert.Equal(first.FencingToken, reading!.FencingToken);
        await first.DisposeAsync();
        await first.DisposeAsync();
        await reading.DisposeAsync();
        Assert.True(second.IsHeld);
        Assert.Null(await other.TryAcquireAsync("reentrant", cancellationToken: Token));

        await second.DisposeAsync();
        await using var next = await other.TryAcquireAsync("reentrant", LockCluster.Patience, Token);
        Assert.True(next!.FencingToken > second.FencingToken);
        await using var fresh = await Outside(() => client.TryAcquireAsync("reentrant", cancellationToken: Token));
        Assert.Null(fresh);
    }

    [Fact]
    public async Task ReentrantOwner_ThatReadsAndAsksToWrite_IsRefusedAtOnce()
    {
        var client = cluster.NewClient();
        using var owner = LockOwner.Begin("reads and writes", isReentrant: true);
        await using var read = await client.ReaderWriterLock("read-then-write").AcquireReadLockAsync(cancellationToken: Token);

        var refused = await Assert.ThrowsAsync<DeadlockException>(async () =>
            await client.ReaderWriterLock("read-then-write").AcquireWriteLockAsync(cancellationToken: Token));
        Assert.Contains("reads and writes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReentrantHandles_WhenTheLockIsForcedOpen_AreAllLost_AndTheLockIsAskedForAnew()
    {
        var (client, other) = (cluster.NewClient(), cluster.NewClient());
        using var owner = LockOwner.Begin(isReentrant: true);
        var first = await client.AcquireAsync("reentrant-broken", Token);
        var second = await client.AcquireAsync("reentrant-broken", Token);
        await other.BreakAsync("reentrant-broken", "a test", cancellationToken: Token);
        while (first.IsHeld || second.IsHeld)
            await Task.Delay(5, Token);

        await using var again = await client.AcquireAsync("reentrant-broken", Token).AsTask().WaitAsync(LockCluster.Patience, Token);
        Assert.True(again.FencingToken > first.FencingToken);
        first.Dispose();
        second.Dispose();
        Assert.True(again.IsHeld);
        await using var more = await client.TryAcquireAsync("reentrant-broken", cancellationToken: Token);
        Assert.Equal(again.FencingToken, more!.FencingToken);
    }

    [Fact]
    public async Task OtherOwnerOfTheSameProcess_IsKeptOut()
    {
        var client = cluster.NewClient();
        using var outer = LockOwner.Begin("outer", isReentrant: true);
        await using var held = await client.AcquireAsync("owners", Token);
        using (var inner = LockOwner.Begin("inner", isReentrant: true))
        {
            Assert.Same(inner, LockOwner.Current);
            Assert.Null(await client.TryAcquireAsync("owners", cancellationToken: Token));
        }

        Assert.Same(outer, LockOwner.Current);
    }

    [Fact]
    public void Begin_NameTooLong_IsRefused() => Assert.Throws<ArgumentException>(() => LockOwner.Begin(new string('x', 201)));

    private static async Task<LockHandle?> Outside(Func<ValueTask<LockHandle?>> take)
    {
        using var other = LockOwner.Begin();
        return await take();
    }
}
