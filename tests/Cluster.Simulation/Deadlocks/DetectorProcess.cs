using Cluster.Silo.Locks.Deadlocks;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Deadlocks;

/// <summary>The shell around the <see cref="DeadlockFinder"/>: asks, waits for answers for so long, and looks, as the detector's grain does.</summary>
internal sealed class DetectorProcess(DeadlockWorld world, SimulatedNode node) : ISimulatedProcess
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly DeadlockFinder _finder = new();
    private readonly SortedSet<int> _suspects = [];
    private readonly List<GraphEntry> _collected = [];
    private readonly HashSet<ClaimEntry> _standing = [];
    private readonly HashSet<TransactionId> _running = [];
    private TrueWaits _truth = null!;
    private List<GraphEntry> _asked = [];
    private TimeSpan _pause;
    private bool _isTold;
    private bool _isLooking;
    private int _timer;
    private int _round;
    private int _missing;

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case SuspectShard suspect:
                _suspects.Add(suspect.Shard);
                LookSoon();
                break;
            case SuspectItems when _suspects.Count > 0:
                LookSoon();
                break;
            case ShardAnswer answer when answer.Round == _round:
                if (answer.Waits.Locks.Length == 0)
                    _suspects.Remove(answer.Waits.Shard);
                _collected.AddRange(GraphEntry.Of(answer.Waits));
                Answered(Look);
                break;
            case ItemsAnswer answer when answer.Round == _round:
                _collected.AddRange(answer.Waits.SelectMany(GraphEntry.Of));
                Answered(Look);
                break;
            case StandingAnswer answer when answer.Round == _round:
                _standing.UnionWith(answer.Standing);
                _running.UnionWith(answer.Running);
                Answered(Break);
                break;
        }
    }

    private void LookSoon()
    {
        _isTold = true;
        if (!_isLooking)
            LookAfter(TimeSpan.Zero);
    }

    private void LookAfter(TimeSpan pause)
    {
        var timer = ++_timer;
        node.After(pause, () =>
        {
            if (timer == _timer && !_isLooking)
                Collect();
        });
    }

    private void Collect()
    {
        _isLooking = true;
        _pause = _isTold ? ShortestPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        _isTold = false;
        _collected.Clear();
        _truth = world.LookAtAll();
        Expect(_suspects.Count + world.ItemSilos.Count, Look);
        foreach (var shard in _suspects)
            world.Send(node, world.LockNode, new ShardQuestion(_round, shard));
        foreach (var silo in world.ItemSilos)
            world.Send(node, silo, new ItemsQuestion(_round));
    }

    private void Look()
    {
        if (world.Scenario.Fault == DeadlockFault.LooksOnce)
            _finder.Look(_collected);
        if (_finder.Look(_collected) is not { } graph)
        {
            End();
            return;
        }

        _asked = [.. graph.Entries];
        _standing.Clear();
        _running.Clear();
        if (world.Scenario.Fault == DeadlockFault.AsksNoClient)
            _standing.UnionWith(_asked.OfType<ClaimEntry>());
        if (world.Scenario.Fault == DeadlockFault.AsksNoCoordinator)
            _running.UnionWith(_asked.Select(entry => entry.Transaction?.Id).OfType<TransactionId>());
        Expect(world.Clients.Count, Break);
        foreach (var client in world.Clients)
        {
            world.Send(node, client, new StandingQuestion(
                _round,
                [.. _asked.OfType<ClaimEntry>().Where(claim => claim.Contender.Route == client.Name)],
                [.. _asked.Select(entry => entry.Transaction).OfType<TransactionOrigin>().Where(origin => origin.Route == client.Name).Select(origin => origin.Id).Distinct()]));
        }
    }

    private void Break()
    {
        var graph = DeadlockFinder.Confirmed(_asked, _standing, _running);
        if (world.Scenario.Fault == DeadlockFault.WaitsForWhatIsOver)
            graph = new WaitGraph(graph.Entries.Select(entry => entry is ClaimEntry claim ? claim with { IsTransactionOver = false } : entry));
        var waiting = graph.Deadlocked()?.Entries.OfType<ClaimEntry>().Where(claim => !claim.Holds).ToList() ?? [];
        var victims = graph.BreakAll();
        if (world.Scenario.Fault == DeadlockFault.RefusesAll)
            victims = [.. waiting.Select(claim => new Deadlock(claim, victims[0].Cycle))];
        _truth.Check(victims);
        foreach (var deadlock in victims)
        {
            world.World.Trace($"refuses {deadlock.Victim}: {deadlock.Cycle}");
            world.Victims++;
            if (deadlock.Cycle.Contains("item", StringComparison.Ordinal))
                world.VictimsOverItems++;
            world.Send(node, world.LockNode, new Refusal(deadlock.Victim, deadlock.Cycle));
        }

        // The grain waits for the shards' answers, for a second at most.
        if (victims.Count == 0)
            End();
        else
            node.After(TimeSpan.FromMilliseconds(20), End);
    }

    private void End()
    {
        _isLooking = false;
        _round++;
        if (_isTold || _suspects.Count > 0)
            LookAfter(_isTold ? TimeSpan.Zero : _pause);
    }

    private void Expect(int answers, Action then)
    {
        var round = ++_round;
        _missing = answers;
        node.After(Patience, () =>
        {
            if (round == _round && _missing > 0)
                Go(then);
        });
    }

    private void Answered(Action then)
    {
        if (--_missing == 0)
            Go(then);
    }

    private void Go(Action then)
    {
        _missing = 0;
        _round++;
        then();
    }
}
