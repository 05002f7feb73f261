using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Locks;

/// <summary>Makes things go wrong at random moments, and in the end puts everything right.</summary>
internal sealed class LockTrouble
{
    private readonly LockWorld _world;
    private readonly SeededRandom _random;
    private readonly Dictionary<LockFaults, Action> _makers;
    private readonly LockFaults[] _kinds;
    private bool _over;

    public LockTrouble(LockWorld world)
    {
        _world = world;
        _random = world.World.Random.Fork();
        _makers = new()
        {
            [LockFaults.SiloCrash] = CrashSilo,
            [LockFaults.SiloPause] = () => Pause(_random.Pick(_world.Silos)),
            [LockFaults.ClientCrash] = CrashClient,
            [LockFaults.ClientPause] = () => Pause(_random.Pick(_world.ClientNodes)),
            [LockFaults.Partition] = Partition,
            [LockFaults.DoubleActivation] = ActivateTwice,
            [LockFaults.HandOver] = HandOver,
            [LockFaults.Break] = Break,
        };
        _kinds = [.. _makers.Keys.Where(kind => world.Scenario.Faults.HasFlag(kind))];
    }

    public SeedSummary Summary { get; private set; } = new();

    public void Begin()
    {
        if (_kinds.Length > 0 && _world.Scenario.FaultEvery > TimeSpan.Zero)
            Next();
    }

    /// <summary>Ends all faults: from here on the world is in order, but for what the faults have left behind.</summary>
    public void End()
    {
        _over = true;
        _world.World.Trace($"peace");
        _world.World.Network.Heal();
        _world.World.Network.Faults = new NetworkFaults();
        _world.Store.Faults = new StoreFaults();
        foreach (var node in _world.Silos.Concat(_world.ClientNodes))
        {
            node.Resume();
            if (!node.IsUp)
                Restart(node);
        }
    }

    private void Next() => After(_random.Between(TimeSpan.Zero, _world.Scenario.FaultEvery * 2), () =>
    {
        var kind = _random.Pick(_kinds);
        Summary = Summary.With(kind.ToString(), 1);
        _makers[kind]();
        Next();
    });

    private void After(TimeSpan delay, Action action) => _world.World.Schedule(delay, () =>
    {
        if (!_over)
            action();
    });

    private TimeSpan AWhile() => _random.Between(TimeSpan.FromMilliseconds(50), _world.Scenario.LongestFault);

    private void CrashSilo()
    {
        var silo = _random.Chance(0.8) ? _world.Directory.Current ?? _world.Silos[0] : _random.Pick(_world.Silos);
        if (!silo.IsUp)
            return;
        silo.Crash();
        var other = _random.Pick([.. _world.Silos.Where(s => s != silo)]);
        _world.World.Schedule(_world.Scenario.DetectionTime, () =>
        {
            if (_world.Directory.Current != silo && _world.Directory.Current is not null)
                return;
            _world.Directory.Move(other, TimeSpan.FromMilliseconds(50));
            (other.Process as SiloProcess)?.Activate();
        });
        After(AWhile(), () => Restart(silo));
    }

    private void CrashClient()
    {
        var client = _random.Pick(_world.ClientNodes);
        if (!client.IsUp)
            return;
        client.Crash();
        After(AWhile(), () => Restart(client));
    }

    private static void Restart(SimulatedNode node)
    {
        if (node.IsUp)
            return;
        node.Restart();
        (node.Process as ClientProcess)?.Begin();
    }

    private void Pause(SimulatedNode node)
    {
        node.Pause();
        After(AWhile(), node.Resume);
    }

    private void Partition()
    {
        SimulatedNode[] all = [.. _world.Silos, .. _world.ClientNodes];
        var side = all.Where(_ => _random.Chance(0.5)).ToArray();
        var other = all.Except(side).ToArray();
        if (_random.Chance(0.3))
        {
            foreach (var from in side)
            {
                foreach (var to in other)
                    _world.World.Network.Cut(from, to);
            }
        }
        else
        {
            _world.World.Network.Partition(side, other);
        }

        After(AWhile(), _world.World.Network.Heal);
    }

    private void ActivateTwice()
    {
        var second = _random.Pick(_world.Silos);
        if (second == _world.Directory.Current || !second.IsUp)
            return;
        _world.World.Trace($"double activation at {second}");
        _world.Directory.Move(second, AWhile());
        second.RunInLife(second.Life, ((SiloProcess)second.Process!).Activate);
    }

    private void HandOver()
    {
        var from = _world.Directory.Current ?? _world.Silos[0];
        var to = _random.Pick(_world.Silos);
        if (!from.IsUp || !to.IsUp)
            return;
        from.RunInLife(from.Life, ((SiloProcess)from.Process!).HandOver);
        _world.Directory.Move(to, TimeSpan.FromMilliseconds(20));
        _world.World.Schedule(TimeSpan.FromMilliseconds(40), () => (to.Process as SiloProcess)?.Activate());
    }

    private void Break()
    {
        var silo = _random.Pick(_world.Silos);
        if (!silo.IsUp || silo.IsPaused || ((SiloProcess)silo.Process!).Shard is not { IsStopped: false } shard)
            return;
        var key = _random.Pick(_world.Terms).Key;
        var broken = shard.Break(key, "somebody", "to see what happens", silo.Clock.GetUtcNow(), _ => { }, silo.Clock.Now);
        if (broken is null)
            return;
        _world.Holders.Broken(key.Name, broken.Through);
        _world.History.Add(new HistoryEntry { Client = 0, Key = key.Name, Op = "break", StartNs = _world.NowNs, EndNs = _world.NowNs, Ok = Outcome.Unknown });
    }
}
