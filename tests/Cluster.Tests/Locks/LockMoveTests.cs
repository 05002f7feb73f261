using System.Diagnostics;
using Cluster.Locks;
using Cluster.Locks.Protocol;
using Orleans.Core.Internal;

namespace Cluster.Tests.Locks;

/// <summary>Shards that move from silo to silo, in order and otherwise. Not shared: these tests take silos away.</summary>
public sealed class LockMoveTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly LockCluster _cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task ShardHandedOver_HolderKeepsItsLock_WaitersTheirOrder_AndNobodyWaitsForALease()
    {
        var (holder, first, second) = (_cluster.NewClient(), _cluster.NewClient(), _cluster.NewClient());
        var held = await holder.AcquireAsync("moving", Token);
        var firstWaits = await QueueAsync(first, 1);
        var secondWaits = await QueueAsync(second, 2);

        for (var move = 0; move < 3; move++)
        {
            await MoveAsync("moving");
            Assert.True(held.IsHeld);
            Assert.Null(await _cluster.NewClient().TryAcquireAsync("moving", cancellationToken: Token));
            Assert.Equal(2, (await holder.DescribeAsync("moving", cancellationToken: Token))!.Waiters.Count);
        }

        await held.DisposeAsync();
        var next = await firstWaits.WaitAsync(LockCluster.Patience, Token);
        Assert.False(secondWaits.IsCompleted);
        Assert.True(next.FencingToken > held.FencingToken);
        await next.DisposeAsync();
        await (await secondWaits.WaitAsync(LockCluster.Patience, Token)).DisposeAsync();
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task SiloStopped_LocksOnIt_AreNotLost()
    {
        var (holder, other) = (_cluster.NewClient(), _cluster.NewClient());
        var held = await AcquireManyAsync(holder);

        await _cluster.Cluster.StopSiloAsync(_cluster.Cluster.Silos[1], Token);

        await AssertHeldAsync(held, other);
    }

    [Fact]
    public async Task SiloKilled_LocksOnIt_AreReclaimedByTheirHolders()
    {
        var (holder, other) = (_cluster.NewClient(), _cluster.NewClient());
        var held = await AcquireManyAsync(holder);

        await _cluster.Cluster.KillSiloAsync(_cluster.Cluster.Silos[1], Token);

        await AssertHeldAsync(held, other);
    }

    [Fact]
    public async Task StorageAway_ForLongerThanTheAuthority_NothingIsGranted_AndAfterwardsAllGoesOn()
    {
        var (holder, other) = (_cluster.NewClient(), _cluster.NewClient());
        await (await holder.AcquireAsync("warm", Token)).DisposeAsync();
        await (await other.AcquireAsync("warm", Token)).DisposeAsync();
        _cluster.Storage.IsDown = true;
        await Task.Delay(TimeSpan.FromSeconds(1.2), Token);
        var asked = holder.AcquireAsync("warm", Token).AsTask();
        var granted = await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(500), Token)) == asked;
        _cluster.Storage.IsDown = false;

        Assert.False(granted, "a shard that cannot see whether it has a successor does not grant");
        await using var held = await asked.WaitAsync(LockCluster.Patience, Token);
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task ShardHandedOver_WhileItsElectionIsObserved_LeaderStays_AndTheNextIsSeen()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var election = _cluster.NewClient().LeaderElection("moving");
        await using var leads = await election.CampaignAsync("first", Token);
        await using var seen = _cluster.NewClient().LeaderElection("moving").ObserveAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        await seen.MoveNextAsync();
        Assert.Equal("first", seen.Current!.Candidate);
        var next = _cluster.NewClient().LeaderElection("moving").CampaignAsync("second", Token);

        var began = Stopwatch.GetTimestamp();
        await MoveAsync("election:moving");
        output.WriteLine($"moved in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        Assert.True(leads.IsLeader);
        Assert.Equal("first", (await election.GetLeaderAsync(Token))!.Candidate);
        await leads.ResignAsync();

        await using var second = await next.WaitAsync(LockCluster.Patience, Token);
        do
            await seen.MoveNextAsync().AsTask().WaitAsync(LockCluster.Patience, Token);
        while (seen.Current is null);
        Assert.Equal(("second", second.Term), (seen.Current.Candidate, seen.Current.Term));
        await stop.CancelAsync();
    }

    [Fact]
    public async Task SiloThatAnswersLate_ForAWhile_IsSpokenToAfterwards()
    {
        // An answer that came after its message had been given up for lost once made the session go on by a way that sends nothing any more.
        var client = _cluster.NewClient();
        await using var before = await client.AcquireAsync("late/0", Token);
        await AcquireWhileAnswersAreLateAsync(client, Enumerable.Range(1, 40).Select(i => $"late/{i}"));
        foreach (var i in Enumerable.Range(1, 40))
            await (await client.AcquireAsync($"late/{i}", Token).AsTask().WaitAsync(LockCluster.Patience, Token)).DisposeAsync();
    }

    [Fact]
    public async Task ClientThatKnowsNoGrainsForAWhile_GoesOnAfterwards()
    {
        // A client whose silos are all gone knows no grains any more. A detour that asked for one ended the process.
        var grains = ForgetfulGrains.Around(_cluster.Cluster.Client);
        var client = _cluster.NewClient(grains: grains);
        foreach (var i in Enumerable.Range(1, 10))
            await (await client.AcquireAsync($"forgotten/{i}", Token)).DisposeAsync();

        ((ForgetfulGrains)(object)grains).KnowsNone = true;
        await AcquireWhileAnswersAreLateAsync(client, Enumerable.Range(1, 10).Select(i => $"forgotten/{i}"));

        // A lock that it has not used before cannot be found; who asks for it is told so.
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.AcquireAsync("not used before", Token));
    }

    /// <summary>Locks are asked for while every answer comes later than its message is given up for lost, for some seconds.</summary>
    private async Task AcquireWhileAnswersAreLateAsync(ClusterLocks client, IEnumerable<string> names)
    {
        _cluster.AnswersLateBy = TimeSpan.FromMilliseconds(800);
        var asked = names.Select(name => client.AcquireAsync(name, Token).AsTask()).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        _cluster.AnswersLateBy = TimeSpan.Zero;
        foreach (var held in await Task.WhenAll(asked).WaitAsync(LockCluster.Patience, Token))
            await held.DisposeAsync();
    }

    private static async Task<Task<LockHandle>> QueueAsync(ClusterLocks client, int position)
    {
        var waits = client.AcquireAsync("moving", Token).AsTask();
        while ((await client.DescribeAsync("moving", cancellationToken: Token))?.Waiters.Count != position)
            await Task.Delay(5, Token);
        return waits;
    }

    private async Task MoveAsync(string name)
    {
        var shard = _cluster.Cluster.Client.GetGrain<ILockShardGrain>(LockShards.Of(name));
        await shard.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await shard.BreaksAsync(); // activates it anew
    }

    private static async Task<List<LockHandle>> AcquireManyAsync(ClusterLocks client)
    {
        var held = new List<LockHandle>();
        for (var i = 0; i < 200; i++)
            held.Add(await client.AcquireAsync($"many/{i}", Token));
        return held;
    }

    private static async Task AssertHeldAsync(List<LockHandle> held, ClusterLocks other)
    {
        var tried = await Task.WhenAll(held.Select(h => other.TryAcquireAsync(h.Name, TimeSpan.FromSeconds(1), Token).AsTask()));
        Assert.All(tried, Assert.Null);
        Assert.All(held, h => Assert.True(h.IsHeld, $"{h.Name} was lost"));

        foreach (var handle in held)
            await handle.DisposeAsync();
        foreach (var handle in held)
        {
            await using var next = await other.TryAcquireAsync(handle.Name, LockCluster.Patience, Token);
            Assert.True(next!.FencingToken > handle.FencingToken);
        }
    }
}
