using Cluster.Locks;

namespace Cluster.Tests.Locks;

public sealed class AcquireAllTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAllAsync_TakesThemInOrderOfNames_EachOnce_AndLetsGoOfAll()
    {
        var (client, other) = (cluster.NewClient(), cluster.NewClient());
        await using (var held = await client.AcquireAllAsync(["all/c", "all/a", "all/b", "all/a"], cancellationToken: Token))
        {
            Assert.Equal(["all/a", "all/b", "all/c"], held.Select(handle => handle.Name));
            Assert.True(held.IsHeld);
            Assert.True(held["all/b"].FencingToken > 0);
            Assert.Throws<KeyNotFoundException>(() => held["all/d"]);
            held.ThrowIfLost();
            Assert.Equal(3, (await other.ListAsync("all/", cancellationToken: Token)).Count);
        }

        await using var next = await other.TryAcquireAllAsync(["all/a", "all/b", "all/c"], LockCluster.Patience, Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task TryAcquireAllAsync_OneIsTaken_HoldsNone()
    {
        var (client, other) = (cluster.NewClient(), cluster.NewClient());
        await using var taken = await other.AcquireAsync("some/b", Token);

        Assert.Null(await client.TryAcquireAllAsync(["some/a", "some/b", "some/c"], cancellationToken: Token));
        Assert.Null(await client.TryAcquireAllAsync(["some/a", "some/b", "some/c"], TimeSpan.FromMilliseconds(50), Token));
        var failure = await Assert.ThrowsAsync<TimeoutException>(async () =>
            await client.AcquireAllAsync(["some/c", "some/b", "some/a"], TimeSpan.FromMilliseconds(50), Token));
        Assert.Contains("some/a, some/b, some/c", failure.Message, StringComparison.Ordinal);

        await using var a = await other.TryAcquireAsync("some/a", LockCluster.Patience, Token);
        Assert.NotNull(a);
    }

    [Fact]
    public async Task AcquireAllAsync_Cancelled_HoldsNone_AndLeavesNoGhost()
    {
        var (client, other) = (cluster.NewClient(), cluster.NewClient());
        var taken = await other.AcquireAsync("cancel/b", Token);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await client.AcquireAllAsync(["cancel/a", "cancel/b"], cancellationToken: soon.Token));
        await taken.DisposeAsync();

        await using var all = await other.TryAcquireAllAsync(["cancel/a", "cancel/b"], LockCluster.Patience, Token);
        Assert.NotNull(all);
    }

    [Fact]
    public async Task AcquireAllAsync_ManyOfThemInAnyOrder_AllGetOn()
    {
        ClusterLocks[] clients = [cluster.NewClient(), cluster.NewClient(), cluster.NewClient()];
        var random = new Random(7);
        var wanted = Enumerable.Range(0, 120)
            .Select(_ => Enumerable.Range(0, 6).OrderBy(_ => random.Next()).Take(3).Select(i => $"crossing/{i}").ToArray())
            .ToArray();
        var inside = new int[6];
        await Parallel.ForEachAsync(wanted.Index(), new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Token }, async (item, token) =>
        {
            using var owner = item.Index % 2 == 0 ? LockOwner.Begin() : null;
            await using var held = await clients[item.Index % 3].AcquireAllAsync(item.Item, cancellationToken: token);
            foreach (var handle in held)
                Assert.Equal(1, Interlocked.Increment(ref inside[handle.Name[^1] - '0']));
            await Task.Yield();
            foreach (var handle in held)
                Interlocked.Decrement(ref inside[handle.Name[^1] - '0']);
        });
    }

    [Fact]
    public async Task Lost_OneOfThemForcedOpen_IsCancelled()
    {
        var (client, other) = (cluster.NewClient(), cluster.NewClient());
        await using var held = await client.AcquireAllAsync(["lost/a", "lost/b"], cancellationToken: Token);
        var lost = new TaskCompletionSource();
        using var registration = held.Lost.Register(lost.SetResult);
        await other.BreakAsync("lost/b", "a test", cancellationToken: Token);

        await lost.Task.WaitAsync(LockCluster.Patience, Token);
        Assert.False(held.IsHeld);
        Assert.Throws<LeaseLostException>(held.ThrowIfLost);
    }

    [Fact]
    public async Task AcquireAllAsync_NoNames_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await cluster.NewClient().AcquireAllAsync([], cancellationToken: Token));
}
