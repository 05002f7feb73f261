using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Deadlocks;

/// <summary>Owners that take locks, transactions that use items and take locks, and the search for deadlocks among them, with messages that take their time.</summary>
internal sealed class DeadlockWorld
{
    public const int Locks = 4;
    public const int Items = 4;
    public const int FlowsPerClient = 3;
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Names = [.. Enumerable.Range(0, Locks).Select(which => $"lock-{which}")];

    private readonly Dictionary<string, SimulatedNode> _byName = [];
    private readonly Dictionary<(Strand, object), TimeSpan> _since = [];

    private DeadlockWorld(World world, DeadlockScenario scenario)
    {
        (World, Scenario) = (world, scenario);
        world.Network.Faults = scenario.Network;
        LockNode = Add("locks", node => new LockSilo(this, node));
        Detector = Add("detector", node => new DetectorProcess(this, node));
        ItemSilos = [.. Enumerable.Range(0, 2).Select(i => Add($"items-{i}", node => new ItemSilo(this, node)))];
        Clients = [.. Enumerable.Range(0, 3).Select(i => Add($"client-{i}", node => new ClientProcess(this, node)))];
    }

    public static LockTimes Times { get; } = new();

    public World World { get; }

    public DeadlockScenario Scenario { get; }

    public SimulatedNode LockNode { get; }

    public LockSilo LockSilo => (LockSilo)LockNode.Process!;

    public SimulatedNode Detector { get; }

    public IReadOnlyList<SimulatedNode> ItemSilos { get; }

    public IReadOnlyList<SimulatedNode> Clients { get; }

    public int Rounds { get; set; }

    public int Victims { get; set; }

    public int VictimsOverItems { get; set; }

    public int Refused { get; set; }

    public int Told { get; set; }

    public int Abandoned { get; set; }

    public int Circles { get; set; }

    public static string LockName(int which) => Names[which];

    public static int ShardOf(Claim claim) => Array.IndexOf(Names, claim.Terms.Name);

    public static int SiloOf(int item) => item % 2;

    public SimulatedNode NodeOf(string name) => _byName[name];

    public void Send(SimulatedNode from, SimulatedNode to, object message) => World.Network.Send(from, to, message);

    public TrueWaits LookAtAll() => new(this);

    /// <summary>Runs the scenario and throws <see cref="SimulationFailedException"/> when somebody is refused who was in no circle, or a circle stands for too long.</summary>
    public static SeedSummary Run(World world, DeadlockScenario scenario)
    {
        var run = new DeadlockWorld(world, scenario);
        for (var now = Sample; now < scenario.Duration; now += Sample)
        {
            world.RunUntil(now);
            run.CheckAge();
        }

        return new SeedSummary().With("rounds", run.Rounds).With("victims", run.Victims).With("victims over items", run.VictimsOverItems).With("refused", run.Refused)
            .With("told", run.Told).With("abandoned", run.Abandoned).With("circles", run.Circles).With("messages", world.Network.Sent);
    }

    private void CheckAge()
    {
        var deadlocked = LookAtAll().Deadlocked.ToList();
        foreach (var gone in _since.Keys.Except(deadlocked).ToList())
            _since.Remove(gone);
        foreach (var stands in deadlocked)
        {
            if (!_since.TryAdd(stands, World.Now) && World.Now - _since[stands] > Scenario.FoundWithin)
                throw new SimulationFailedException($"{stands.Strand} has been deadlocked since {_since[stands]}, and nobody was refused.");
        }
    }

    private SimulatedNode Add(string name, Func<SimulatedNode, ISimulatedProcess> process)
    {
        var node = World.AddNode(name);
        _byName.Add(name, node);
        node.Start(process);
        return node;
    }
}
