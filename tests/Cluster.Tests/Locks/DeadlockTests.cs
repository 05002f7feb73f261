using System.Diagnostics;
using Cluster.Locks;
using Cluster.Locks.Protocol;

namespace Cluster.Tests.Locks;

/// <summary>Owners that wait for each other in a circle, over real silos.</summary>
public sealed class DeadlockTests(LockCluster cluster, ITestOutputHelper output) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task OwnersInACircle_OverShardsAndClients_OneIsRefused_AndTheOthersGetOn(int count)
    {
        var names = NamesInDifferentShards($"circle-{count}", count);
        var clients = Enumerable.Range(0, count).Select(_ => cluster.NewClient()).ToArray();
        using var allHold = new CountdownEvent(count);
        var began = Stopwatch.GetTimestamp();

        async Task<DeadlockException?> TakeTwoAsync(int i)
        {
            using var owner = LockOwner.Begin($"philosopher {i}");
            await using var left = await clients[i].AcquireAsync(names[i], Token);
            if (allHold.Signal())
                began = Stopwatch.GetTimestamp();
            await Task.Run(() => allHold.Wait(Token), Token);
            try
            {
                await using var right = await clients[i].AcquireAsync(names[(i + 1) % count], Token);
                return null;
            }
            catch (DeadlockException refused)
            {
                output.WriteLine($"after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms: {refused.Message}");
                Assert.True(left.IsHeld, "A victim keeps what it holds.");
                return refused;
            }
        }

        var ends = await Task.WhenAll(Enumerable.Range(0, count).Select(TakeTwoAsync)).WaitAsync(LockCluster.Patience, Token);

        var refusal = Assert.Single(ends, e => e is not null)!;
        Assert.All(Enumerable.Range(0, count), i => Assert.Contains($"philosopher {i} (", refusal.Message, StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains($"for {name}, held by", refusal.Message, StringComparison.Ordinal));
        Assert.Empty(await clients[0].WaitsAsync("circle-", Token));
    }

    [Fact]
    public async Task OwnerThatAsksForWhatItHolds_WithoutReentrancy_IsRefused()
    {
        var client = cluster.NewClient();
        using var owner = LockOwner.Begin("forgetful");
        await using var held = await client.AcquireAsync("self", Token);

        var refused = await Assert.ThrowsAsync<DeadlockException>(async () => await client.AcquireAsync("self", Token).AsTask().WaitAsync(LockCluster.Patience, Token));

        Assert.Contains("forgetful", refused.Message, StringComparison.Ordinal);
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task UpgradeInACircle_IsRefused_AndTheLockStaysHeldAsBefore()
    {
        var (a, b) = (cluster.NewClient(), cluster.NewClient());
        var reader = a.ReaderWriterLock("upgrade-circle");
        var upgrader = b.ReaderWriterLock("upgrade-circle");

        async Task<Exception?> ReadThenWaitAsync(Task upgraderHolds)
        {
            using var owner = LockOwner.Begin("reader");
            await using var read = await reader.AcquireReadLockAsync(cancellationToken: Token);
            await upgraderHolds;
            return await Record.ExceptionAsync(async () => await (await a.AcquireAsync("beside", Token)).DisposeAsync());
        }

        async Task<Exception?> UpgradeAsync(TaskCompletionSource holds)
        {
            using var owner = LockOwner.Begin("upgrader");
            await using var beside = await b.AcquireAsync("beside", Token);
            await using var upgradeable = await upgrader.AcquireUpgradeableReadLockAsync(cancellationToken: Token);
            holds.SetResult();
            while (!(await b.WaitsAsync("beside", Token)).Any())
                await Task.Delay(10, Token);
            var failure = await Record.ExceptionAsync(async () => await upgradeable.UpgradeToWriteLockAsync(cancellationToken: Token));
            if (failure is not null)
                Assert.Equal((true, LockMode.Upgradeable), (upgradeable.IsHeld, upgradeable.Mode));
            return failure;
        }

        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = await Task.WhenAll(ReadThenWaitAsync(holds.Task), UpgradeAsync(holds)).WaitAsync(LockCluster.Patience, Token);

        Assert.IsType<DeadlockException>(Assert.Single(ends, e => e is not null));
    }

    [Fact]
    public async Task SemaphoreAndLockInACircle_IsFound()
    {
        var (a, b) = (cluster.NewClient(), cluster.NewClient());
        var bothHold = new Barrier(2);

        async Task<Exception?> RunAsync(string name, Func<ValueTask<LockHandle>> first, Func<ValueTask<LockHandle>> second)
        {
            using var owner = LockOwner.Begin(name);
            await using var held = await first();
            await Task.Run(() => bothHold.SignalAndWait(Token), Token);
            return await Record.ExceptionAsync(async () => await (await second()).DisposeAsync());
        }

        var ends = await Task.WhenAll(
            RunAsync("permits first", () => a.Semaphore("circle-permits", 2).AcquireAsync(permits: 2, cancellationToken: Token), () => a.AcquireAsync("circle-lock", Token)),
            RunAsync("lock first", () => b.AcquireAsync("circle-lock", Token), () => b.Semaphore("circle-permits", 2).AcquireAsync(cancellationToken: Token)))
            .WaitAsync(LockCluster.Patience, Token);

        Assert.IsType<DeadlockException>(Assert.Single(ends, e => e is not null));
    }

    [Fact]
    public async Task OwnersThatTakeLocksInOneOrder_AreNeverRefused()
    {
        ClusterLocks[] clients = [cluster.NewClient(), cluster.NewClient(), cluster.NewClient()];
        var names = NamesInDifferentShards("ordered", 4);
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(3);
        await Task.WhenAll(Enumerable.Range(0, 9).Select(async i =>
        {
            var random = new Random(i);
            while (DateTime.UtcNow < end)
            {
                using var owner = LockOwner.Begin();
                await using var first = await clients[i % 3].AcquireAsync(names[random.Next(2)], Token);
                await using var second = await clients[i % 3].AcquireAsync(names[2 + random.Next(2)], Token);
                await Task.Delay(random.Next(400), Token); // long enough for others to be suspected
            }
        })).WaitAsync(LockCluster.Patience, Token);
    }

    [Fact]
    public async Task WaitsAsync_ShowsWhoWaitsForWhom_WithOwners()
    {
        var (a, b, c) = (cluster.NewClient(), cluster.NewClient(), cluster.NewClient());
        LockHandle held;
        Task<LockHandle> waits;
        using (LockOwner.Begin("holder"))
            held = await a.AcquireAsync("graph", Token);
        using (LockOwner.Begin("waiter"))
            waits = b.AcquireAsync("graph", Token).AsTask();
        while ((await a.WaitsAsync("graph", Token)).Count < 1)
            await Task.Delay(10, Token);
        var behind = c.AcquireAsync("graph", Token).AsTask();
        while ((await a.WaitsAsync("graph", Token)).Count < 2)
            await Task.Delay(10, Token);

        var graph = await a.WaitsAsync("graph", Token);

        Assert.Equal(["waiter", null], graph.Select(wait => wait.Waiter.Owner));
        Assert.Equal([("holder", true)], graph[0].WaitsFor.Select(party => (party.Owner, party.Holds)));
        Assert.Equal([("holder", true), ("waiter", false)], graph[1].WaitsFor.Select(party => (party.Owner, party.Holds)));
        Assert.Equal(graph[0].Waiter.Id, graph[1].WaitsFor[1].Id);
        var status = (await a.DescribeAsync("graph", cancellationToken: Token))!;
        Assert.Equal(("holder", "waiter"), (status.Holders[0].Owner, status.Waiters[0].Owner));
        await held.DisposeAsync();
        await (await waits.WaitAsync(LockCluster.Patience, Token)).DisposeAsync();
        await (await behind.WaitAsync(LockCluster.Patience, Token)).DisposeAsync();
    }

    /// <summary>So that what is tested cannot be seen by one shard alone.</summary>
    private static string[] NamesInDifferentShards(string prefix, int count) =>
        [.. Enumerable.Range(0, 1000).Select(i => $"{prefix}/{i}").DistinctBy(LockShards.Of).Take(count)];
}
