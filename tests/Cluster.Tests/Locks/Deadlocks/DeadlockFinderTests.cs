using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Deadlocks;
using CsCheck;

namespace Cluster.Tests.Locks.Deadlocks;

/// <summary>Collections that are of no single moment.</summary>
public sealed class DeadlockFinderTests
{
    [Fact]
    public void Look_WhileOwnersGoOn_FindsNobodyWhoIsNotDeadlocked()
    {
        var found = 0;
        var circlesThatNeverWere = 0;
        var script = Gen.Select(OwnersAndLocks.Steps.Array[10, 60], Gen.Int[0, 6].Array[40]);
        script.Sample((steps, pauses) =>
        {
            var world = new OwnersAndLocks();
            var finder = new DeadlockFinder();
            var done = 0;
            for (var look = 0; look < 10; look++)
            {
                var collected = new List<ShardWaits>();
                for (var shard = 0; shard < OwnersAndLocks.Locks; shard++)
                {
                    for (var i = pauses[(look * OwnersAndLocks.Locks) + shard]; i > 0 && done < steps.Length; i--)
                        world.Do(steps[done++]);
                    collected.Add(world.Show(shard));
                }

                var deadlocked = finder.Look(collected.SelectMany(GraphEntry.Of))?.Entries.OfType<ClaimEntry>().Where(e => !e.Holds).Select(e => e.Contender.Owner).ToHashSet() ?? [];
                var really = OwnersAndLocks.DeadlockedAfter(steps.Take(done));
                Assert.Subset(really, deadlocked);
                found += deadlocked.Count;
                if (new WaitGraph(collected.SelectMany(GraphEntry.Of)).Deadlocked() is { } atOnce && !atOnce.Entries.OfType<ClaimEntry>().All(e => really.Contains(e.Contender.Owner)))
                    circlesThatNeverWere++;
            }
        }, iter: 3_000, threads: 1);

        Assert.True(found > 0, "Nobody was found: nothing was tested.");
        Assert.True(circlesThatNeverWere > 0, "No collection misled: looking twice was not tested.");
    }

    [Fact]
    public void Look_TwiceAfterOwnersHaveStopped_FindsAllWhoAreDeadlocked() => OwnersAndLocks.Steps.Array[1, 40].Sample(steps =>
    {
        var world = new OwnersAndLocks();
        foreach (var step in steps)
            world.Do(step);
        var finder = new DeadlockFinder();

        Assert.Null(finder.Look(world.ShowAll().SelectMany(GraphEntry.Of)));
        var found = finder.Look(world.ShowAll().SelectMany(GraphEntry.Of))?.Entries.OfType<ClaimEntry>().Where(e => !e.Holds).Select(e => e.Contender.Owner).ToHashSet() ?? [];

        Assert.Equal(OwnersAndLocks.DeadlockedAfter(steps).Order(), found.Order());
    }, iter: 3_000, threads: 1);

    [Fact]
    public void Look_ShardMovedInBetween_TakesNothingForTheSame()
    {
        OwnersAndLocks.Step[] crossing =
        [
            new(true, 0, 0, 0), new(true, 1, 1, 0), new(true, 0, 1, 0), new(true, 1, 0, 0),
        ];
        var world = new OwnersAndLocks();
        foreach (var step in crossing)
            world.Do(step);
        var finder = new DeadlockFinder();
        finder.Look(world.ShowAll().SelectMany(GraphEntry.Of));

        Assert.Null(finder.Look(world.ShowAll().Select(w => w with { Epoch = 2 }).SelectMany(GraphEntry.Of)));
        Assert.NotNull(finder.Look(world.ShowAll().Select(w => w with { Epoch = 2 }).SelectMany(GraphEntry.Of)));
    }
}
