using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Deadlocks;
using CsCheck;

namespace Cluster.Tests.Locks.Deadlocks;

public sealed class WaitGraphTests
{
    private static readonly Guid Client = Guid.NewGuid();

    [Fact]
    public void Deadlocked_AnyQueues_AreThoseWhoWaitWhenAllOthersHaveLetGo()
    {
        var deadlocks = 0;
        OwnersAndLocks.Steps.Array[1, 40].Sample(steps =>
        {
            var world = new OwnersAndLocks();
            foreach (var step in steps)
                world.Do(step);

            var found = GraphOf(world.ShowAll()).Deadlocked()?.Entries.OfType<ClaimEntry>().Where(e => !e.Holds).Select(e => e.Contender.Owner).ToHashSet() ?? [];

            Assert.Equal(OwnersAndLocks.DeadlockedAfter(steps).Order(), found.Order());
            deadlocks += found.Count;
        }, iter: 5_000, threads: 1);
        Assert.True(deadlocks > 0, "Nobody was deadlocked: nothing was tested.");
    }

    [Fact]
    public void BreakAll_AnyQueues_PicksTheDeadlocked_AndLeavesNobodyDeadlocked() => OwnersAndLocks.Steps.Array[1, 40].Sample(steps =>
    {
        var world = new OwnersAndLocks();
        foreach (var step in steps)
            world.Do(step);

        var broken = GraphOf(world.ShowAll()).BreakAll();

        var deadlocked = OwnersAndLocks.DeadlockedAfter(steps);
        Assert.All(broken, deadlock => Assert.Contains(deadlock.Victim.Contender.Owner, deadlocked));
        Assert.Equal(deadlocked.Count > 0, broken.Count > 0);
        Assert.Empty(OwnersAndLocks.DeadlockedAfter(steps, after =>
        {
            foreach (var deadlock in broken)
                after.Punish(deadlock.Victim);
        }));
    }, iter: 5_000, threads: 1);

    [Fact]
    public void BreakAll_TwoOwners_RefusesWhoWaitedLessLong_AndNamesTheWholeCycle()
    {
        var graph = GraphOf(
        [
            Contended(3, "a", [Claim(1, "first")], [Claim(2, "second", age: 1)]),
            Contended(8, "b", [Claim(2, "second")], [Claim(1, "first", age: 5)]),
        ]);

        var deadlock = Assert.Single(graph.BreakAll());

        Assert.Equal((3, "second"), (deadlock.Victim.Shard, deadlock.Victim.Contender.OwnerName));
        Assert.Equal("second (host/1) waits for a, held by first (host/1), which waits for b, held by second (host/1)", Rotated(deadlock.Cycle));
    }

    [Fact]
    public void BreakAll_TwoCircles_GivesTwoVictims()
    {
        var graph = GraphOf(
        [
            Contended(0, "a", [Claim(1, "1")], [Claim(2, "2")]),
            Contended(1, "b", [Claim(2, "2")], [Claim(1, "1")]),
            Contended(2, "c", [Claim(3, "3")], [Claim(4, "4")]),
            Contended(3, "d", [Claim(4, "4")], [Claim(3, "3")]),
        ]);

        Assert.Equal(2, graph.BreakAll().Select(d => d.Victim.Contender.Owner).Distinct().Count());
    }

    [Fact]
    public void BreakAll_ACircleThroughSomebodyWhoOnlyWaits_DoesNotPunishThatOne()
    {
        // 3 reads nothing yet: it wants to read a, and waits behind 2, who wants to write and holds nothing.
        var graph = GraphOf(
        [
            Contended(0, "a", [Claim(1, "1", LockMode.Shared)], [Claim(2, "2", age: 1), Claim(3, "3", LockMode.Shared, age: 9)]),
            Contended(1, "b", [Claim(3, "3")], [Claim(1, "1", age: 8)]),
        ]);

        var deadlock = Assert.Single(graph.BreakAll());

        Assert.Equal("1", deadlock.Victim.Contender.OwnerName);
        Assert.Contains("behind 2", deadlock.Cycle, StringComparison.Ordinal);
    }

    [Fact]
    public void Deadlocked_HolderWithoutAnOwner_IsTakenToLetGo() => Assert.Null(GraphOf(
    [
        Contended(0, "a", [Claim(0, null)], [Claim(2, "2")]),
        Contended(1, "b", [Claim(2, "2")], [Claim(0, null)]),
    ]).Deadlocked());

    private static WaitGraph GraphOf(IEnumerable<ShardWaits> waits) => new(waits.SelectMany(GraphEntry.Of));

    private static ShardWaits Contended(int shard, string name, Contender[] holders, Contender[] waiters) =>
        new(shard, 1, [new ContendedLock(new LockKey(name, false), holders, waiters)]);

    private static long _claims;

    private static Contender Claim(long owner, string? name, LockMode mode = LockMode.Exclusive, int age = 1) =>
        new(Client, ++_claims, "route", "host/1", owner, name, mode, 1, 1, 0, TimeSpan.FromSeconds(age));

    /// <summary>The circle may begin anywhere; here with the second.</summary>
    private static string Rotated(string cycle) => cycle.StartsWith("second", StringComparison.Ordinal)
        ? cycle
        : "second (host/1) waits for a, held by " + cycle.Replace(" waits for b, held by second (host/1), which waits for a, held by first (host/1)", ", which waits for b, held by second (host/1)", StringComparison.Ordinal);
}
