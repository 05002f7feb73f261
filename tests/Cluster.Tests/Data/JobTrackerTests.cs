using Cluster.Data;
using Cluster.Silo.Data.Input;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Planning;
using CsCheck;

namespace Cluster.Tests.Data;

/// <summary>The driver's state machine among silos that come, die, forget, fail and report late.</summary>
public sealed class JobTrackerTests
{
    [Fact]
    public void Job_OnSilosThatStay_RunsEachTaskOnce()
    {
        var cluster = new SimulatedSilos(splits: 20, partitions: 4, seed: 1);
        cluster.Join();
        cluster.Join();

        cluster.RunToEnd();

        Assert.Equal(20 + 4 + 1, cluster.Started);
        Assert.Equal(cluster.Expected, cluster.Tracker.Completed!.Total);
    }

    [Fact]
    public void Job_WhileSilosDieAndJoin_CountsEachSplitOnce() => Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 12], Gen.Int[1, 5]).Sample(
        (seed, splits, partitions) =>
        {
            var cluster = new SimulatedSilos(splits, partitions, seed);
            cluster.Join();
            cluster.Join();
            for (var i = 0; i < 60 && cluster.Tracker.Completed is null; i++)
            {
                cluster.Disturb();
            }

            cluster.RunToEnd();

            Assert.Null(cluster.Tracker.Error);
            Assert.Equal(cluster.Expected, cluster.Tracker.Completed!.Total);
        },
        iter: 2000);

    [Fact]
    public void Job_TakenOverByALaterDriver_KeepsWhatIsDone()
    {
        var cluster = new SimulatedSilos(splits: 8, partitions: 2, seed: 3);
        cluster.Join();
        cluster.Join();
        while (cluster.Tracker.Stages()[0].Done < 8)
        {
            cluster.Step();
        }

        cluster.TakeOver();
        cluster.RunToEnd();

        Assert.Equal(8, cluster.StartedMaps);
        Assert.Equal(cluster.Expected, cluster.Tracker.Completed!.Total);
    }

    [Fact]
    public void Job_TakenOverByALaterDriver_CountsAttemptsOn()
    {
        var first = SimulatedSilos.NewTracker(splits: 3, partitions: 1, epoch: 1);
        first.AddHost("a", "silo-1", 1, []);
        first.Start();
        var begun = first.Hosts.Single().TakeOrders()!.Start;
        var noted = first.Progress();
        first.Apply("a", [new TaskReport { Attempt = begun[0], State = TaskState.Failed, Error = "once" }]);
        var unnoted = first.Hosts.Single().TakeOrders()!.Start.Single();

        var second = SimulatedSilos.NewTracker(splits: 3, partitions: 1, epoch: 2);
        second.Learn(noted);
        second.AddHost(
            "a", "silo-1", 1, [new TaskReport { Attempt = unnoted, State = TaskState.Running }, new TaskReport { Attempt = begun[1], State = TaskState.Done }]);
        second.Start();

        Assert.Equal([2, 1], second.Partitions().Take(2).Select(partition => partition.Attempts));
        Assert.Equal(first.Stages()[0].StartedAt, second.Stages()[0].StartedAt);

        second.Learn(first.Progress());
        Assert.Equal(noted.Maps.Sum() + 2, second.Progress().Maps.Sum());
    }

    [Fact]
    public void Task_ThatFailsFatally_FailsTheJob_AtOnce()
    {
        var tracker = SimulatedSilos.NewTracker(splits: 2, partitions: 1, epoch: 1);
        tracker.AddHost("a", "silo-1", 1, []);
        tracker.Start();
        var attempt = tracker.Hosts.Single().TakeOrders()!.Start[0];

        tracker.Apply("a", [new TaskReport { Attempt = attempt, State = TaskState.Failed, Error = "gone", IsFatal = true }]);

        Assert.Equal("gone", tracker.Error);
    }

    [Fact]
    public void Task_ThatFails_IsTriedElsewhere()
    {
        var tracker = SimulatedSilos.NewTracker(splits: 1, partitions: 1, epoch: 1);
        tracker.AddHost("a", "silo-1", 1, []);
        tracker.AddHost("b", "silo-2", 1, []);
        tracker.Start();
        var first = tracker.Hosts.Single(host => host.Maps == 1);
        var attempt = first.TakeOrders()!.Start[0];

        tracker.Apply(first.Key, [new TaskReport { Attempt = attempt, State = TaskState.Failed, Error = "disk" }]);

        Assert.NotEqual(first.Key, tracker.Hosts.Single(host => host.Maps == 1).Key);
    }

    [Fact]
    public void Report_OfAnAttemptThatIsNotCurrent_IsIgnored()
    {
        var tracker = SimulatedSilos.NewTracker(splits: 1, partitions: 1, epoch: 1);
        tracker.AddHost("a", "silo-1", 1, []);
        tracker.Start();
        var stale = tracker.Hosts.Single().TakeOrders()!.Start[0];
        tracker.RemoveHost("a");
        tracker.AddHost("b", "silo-2", 1, []);

        tracker.Apply("b", [new TaskReport { Attempt = stale, State = TaskState.Done }]);

        Assert.Equal(0, tracker.Stages()[0].Done);
    }
}
