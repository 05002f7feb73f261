using System.Diagnostics;
using Cluster.Faults.Silos;
using Cluster.Locks;
using Cluster.Tests.Hosting;

namespace Cluster.Faults.Locks;

/// <summary>Latches, barriers, elections and deadlocks while each silo is killed in turn (one of them in a plain test run).</summary>
[Collection(ThreeSilos.Name)]
public sealed class PrimitiveFaultTests(ThreeSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    /// <summary>Far more than anything here takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task EachSiloKilledInTurn_NothingThatWasAcknowledgedIsForgotten_AndEverybodyGetsOn()
    {
        var cluster = await silos.StandAsync();
        var clients = new[] { await cluster.ConnectAsync(), await cluster.ConnectAsync(), await cluster.ConnectAsync() };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var counting = new Counting(clients);
        var meeting = new Meeting(clients);
        var campaign = new Campaign(clients);
        var crossing = new Crossing(clients);
        Task[] running = [counting.RunAsync(stop.Token), meeting.RunAsync(stop.Token), campaign.RunAsync(stop.Token), crossing.RunAsync(stop.Token)];

        foreach (var silo in FullSize.OneOrAll(cluster.Nodes.ToArray()))
        {
            await ProgressAsync("before a silo is killed");
            silo.Kill();
            await Task.Delay(TimeSpan.FromSeconds(2), stop.Token);
            await ProgressAsync($"while {silo.Name} is gone");
            await cluster.StartAsync(silo.Name);
        }

        await ProgressAsync("after all");
        await stop.CancelAsync();
        await Task.WhenAll(running).WaitAsync(Patience, TestContext.Current.CancellationToken);
        output.WriteLine($"{counting.Rounds} latches, {meeting.Phases} phases, {campaign.Terms} terms, {crossing.Rounds} crossings with {crossing.Deadlocks} deadlocks, the longest found after {crossing.Longest.TotalMilliseconds:F0} ms");
        Assert.True(crossing.Deadlocks > 0);

        async Task ProgressAsync(string when)
        {
            var before = (counting.Rounds, meeting.Phases, campaign.Terms, crossing.Rounds);
            await Eventually.TrueAsync(
                () =>
                {
                    Assert.All(running, task => Assert.False(task.IsFaulted, task.Exception?.ToString()));
                    return counting.Rounds > before.Item1 && meeting.Phases > before.Item2 + 2 && campaign.Terms > before.Item3 + 2 && crossing.Rounds > before.Item4;
                },
                $"all get on {when}");
        }
    }

    /// <summary>Latches of twelve, counted down by all clients; whoever counts last finds the latch open, and nobody before.</summary>
    private sealed class Counting(ClusterClient[] clients)
    {
        public int Rounds { get; private set; }

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var latches = clients.Select(client => client.Locks.CountDownLatch("latch")).ToArray();
                Assert.True(await latches[0].TrySetCountAsync(12, CancellationToken.None), "The round before is over, so the count is zero.");
                var waits = latches[1].WaitAsync(Patience, CancellationToken.None);
                var left = new List<int>();
                for (var i = 0; i < 12; i++)
                {
                    Assert.False(waits.IsCompleted, "The latch is open before all have counted down.");
                    left.Add(await latches[i % 3].CountDownAsync(CancellationToken.None));
                }

                Assert.Equal(Enumerable.Range(0, 12).Reverse(), left);
                await waits;
                Rounds++;
            }
        }
    }

    /// <summary>Three who go from phase to phase together.</summary>
    private sealed class Meeting(ClusterClient[] clients)
    {
        private readonly long[] _at = new long[3];

        public long Phases => _at.Min();

        public async Task RunAsync(CancellationToken stop) => await Task.WhenAll(clients.Index().Select(async client =>
        {
            await using var me = await client.Item.Locks.Barrier("barrier", 3).JoinAsync(CancellationToken.None);
            try
            {
                while (true)
                {
                    _at[client.Index] = me.Phase + 1;
                    var next = await me.SignalAndWaitAsync(Patience, stop);
                    Assert.All(_at, at => Assert.True(at >= next, "Nobody gets past a phase before all have reached its end."));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // over
            }
        }));
    }

    /// <summary>Two candidates who lead in turn.</summary>
    private sealed class Campaign(ClusterClient[] clients)
    {
        private long _newest;
        private int _terms;

        public int Terms => _terms;

        public async Task RunAsync(CancellationToken stop) => await Task.WhenAll(clients.Take(2).Select(async client =>
        {
            while (!stop.IsCancellationRequested)
            {
                await using var leads = await client.Locks.LeaderElection("election").CampaignAsync(cancellationToken: CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
                Assert.True(leads.Term > Interlocked.Exchange(ref _newest, leads.Term), "Terms rise.");
                Interlocked.Increment(ref _terms);
                await Task.Delay(5, CancellationToken.None);
            }
        }));
    }

    /// <summary>Two owners who take two locks crosswise: one of them is refused, or none when they miss each other; and then both get on.</summary>
    private sealed class Crossing(ClusterClient[] clients)
    {
        public int Rounds { get; private set; }

        public int Deadlocks { get; private set; }

        public TimeSpan Longest { get; private set; }

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                using var both = new CountdownEvent(2);
                var refused = await Task.WhenAll(TakeAsync(clients[0], "cross/a", "cross/b", both), TakeAsync(clients[1], "cross/b", "cross/a", both))
                    .WaitAsync(Patience, CancellationToken.None);
                Assert.Equal(1, refused.Count(r => r));
                Deadlocks++;
                Rounds++;
            }
        }

        private async Task<bool> TakeAsync(ClusterClient client, string first, string second, CountdownEvent both)
        {
            using var owner = LockOwner.Begin();
            await using var held = await client.Locks.AcquireAsync(first);
            both.Signal();
            await Task.Run(both.Wait);
            var began = Stopwatch.GetTimestamp();
            try
            {
                await using var other = await client.Locks.AcquireAsync(second);
                return false;
            }
            catch (DeadlockException)
            {
                var took = Stopwatch.GetElapsedTime(began);
                if (took > Longest)
                    Longest = took;
                return true;
            }
        }
    }
}
