using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Repair;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers.Eventual;

/// <summary>Silos with drifting clocks, sessions, and everything that goes wrong; when it is mended all replicas must come to agree.</summary>
internal sealed class EventualWorld
{
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private readonly Dictionary<string, SimulatedJournal<Action<EventualSilo>>> _journals = [];
    private long _values;
    private int _crashes;

    private EventualWorld(World world, EventualFault fault) => (World, Fault) = (world, fault);

    public World World { get; }

    public EventualFault Fault { get; }

    public Dictionary<string, SimulatedNode> Silos { get; } = [];

    public bool IsTroubled { get; private set; } = true;

    /// <summary>What sessions added to counters and was acknowledged.</summary>
    public long Counted { get; set; }

    /// <summary>What sessions tried to add.</summary>
    public long Attempted { get; set; }

    public int Reads { get; set; }

    /// <summary>Reads that a replica refused because it lagged behind the session.</summary>
    public int Refused { get; set; }

    /// <summary>Runs the world of a seed and checks it.</summary>
    /// <exception cref="SimulationFailedException">A guarantee does not hold.</exception>
    public static SeedSummary Run(World world, EventualFault fault = EventualFault.None) => new EventualWorld(world, fault).Run();

    public long NextValue() => ++_values;

    private SeedSummary Run()
    {
        var random = World.Random;
        World.Network.Faults = new NetworkFaults
        {
            Loss = random.Chance(0.5) ? 0.1 : 0,
            Duplication = random.Chance(0.5) ? 0.1 : 0,
            LongDelays = random.Chance(0.5) ? 0.05 : 0,
            LongDelay = TimeSpan.FromMilliseconds(200),
        };
        var count = 3 + random.Next(3);
        for (var index = 1; index <= count; index++)
        {
            var node = World.AddNode($"silo-{index}", new ClockDrift(TimeSpan.FromMilliseconds(random.Next(400)), random.Next(2000) - 1000));
            Silos.Add(node.Name, node);
            _journals.Add(node.Name, new SimulatedJournal<Action<EventualSilo>>(World));
        }

        foreach (var (name, node) in Silos)
            node.Start(started => new EventualSilo(this, started, _journals[name]));
        for (var session = 0; session < 4; session++)
            _ = new Session(this, session);
        MakeTrouble();
        World.RunUntil(Trouble);

        Mend();
        var mended = World.Now;
        while (!HasConverged())
        {
            if (World.Now - mended > Limit)
                throw new SimulationFailedException($"{Limit.TotalMilliseconds} ms after everything was mended the replicas still differ.");
            World.RunUntil(World.Now + Look);
        }

        return Check(World.Now - mended);
    }

    private void MakeTrouble() => World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)), () =>
    {
        if (!IsTroubled)
            return;
        var nodes = Silos.Values.ToArray();
        var node = World.Random.Pick(nodes);
        switch (World.Random.Next(5))
        {
            case 0 or 1 when node.IsUp:
                _crashes++;
                node.Crash();
                _journals[node.Name].Crash();
                World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200)), () =>
                {
                    if (!node.IsUp)
                        node.Restart();
                });
                break;
            case 2:
                var side = nodes.Where(_ => World.Random.Chance(0.5)).ToArray();
                World.Network.Partition(side, [.. nodes.Except(side)]);
                break;
            case 3:
                World.Network.Heal();
                break;
            default:
                node.Pause();
                World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(150)), node.Resume);
                break;
        }

        MakeTrouble();
    });

    private void Mend()
    {
        IsTroubled = false;
        World.Network.Heal();
        World.Network.Faults = new NetworkFaults();
        foreach (var node in Silos.Values)
        {
            node.Resume();
            if (!node.IsUp)
                node.Restart();
        }
    }

    private bool HasConverged()
    {
        var silos = Silos.Values.Select(node => (EventualSilo)node.Process!).ToArray();
        return silos.Select(silo => silo.Registers.Store.Tree.Root).Distinct().Count() == 1
            && silos.Select(silo => silo.Counters.Store.Tree.Root).Distinct().Count() == 1;
    }

    private SeedSummary Check(TimeSpan convergence)
    {
        var silos = Silos.Values.Select(node => (EventualSilo)node.Process!).ToArray();
        Agree(silos, silo => silo.Registers.Store, state => state.Value is null ? 0 : BitConverter.ToInt64(state.Value));
        Agree(silos, silo => silo.Counters.Store, state => state.Value);
        var sum = silos[0].Counters.Store.Registers.Values.Sum(counter => counter.Value);
        if (sum < Counted || sum > Attempted)
            throw new SimulationFailedException($"The counters show {sum}, yet {Counted} was acknowledged and {Attempted} tried.");
        return new SeedSummary()
            .With("reads", Reads)
            .With("refused reads", Refused)
            .With("writes", _values)
            .With("crashes", _crashes)
            .With("convergence (ms, summed)", (long)convergence.TotalMilliseconds);
    }

    private static void Agree<T>(EventualSilo[] silos, Func<EventualSilo, ConvergentStore<T>> store, Func<T, long> value)
        where T : class, IConvergent<T>
    {
        var first = store(silos[0]).Registers;
        foreach (var other in silos.Skip(1).Select(silo => store(silo).Registers))
        {
            if (first.Count != other.Count || first.Any(register => !other.TryGetValue(register.Key, out var state) || value(state) != value(register.Value)))
                throw new SimulationFailedException("The trees of two replicas agree and their values do not.");
        }
    }
}
