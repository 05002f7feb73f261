using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Locks;

/// <summary>Silos, clients, storage and a fenced resource; trouble for a while, then peace, then the checks.</summary>
internal sealed class LockWorld
{
    private readonly Dictionary<string, SimulatedNode> _byName = [];
    private readonly List<SimulatedNode> _clients = [];
    private readonly List<SimulatedNode> _silos = [];
    private readonly FencedResource _resource;
    private int _lives;

    private LockWorld(World world, LockScenario scenario)
    {
        World = world;
        Scenario = scenario;
        Times = scenario.Times();
        Rules = scenario.Rules();
        Store = new SimulatedStore(world);
        Directory = new LockDirectory(this);
        Holders = new HoldersInTime { OnlyTokensCount = !scenario.DriftIsBounded };
        Terms = MakeTerms(scenario.Names);

        ResourceNode = world.AddNode("resource");
        _resource = new FencedResource(this);
        ResourceNode.Start(_ => _resource);
        for (var i = 0; i < scenario.Silos; i++)
            _silos.Add(AddNode($"silo-{i + 1}"));
        for (var i = 0; i < scenario.Clients; i++)
            _clients.Add(AddNode($"client-{i + 1}"));
        if (scenario.NetworkIsFaulty)
            world.Network.Faults = MakeNetworkFaults();
        if (scenario.Faults.HasFlag(LockFaults.Storage))
            Store.Faults = new StoreFaults { Failures = 0.02, LostAnswers = 0.02, MaxDelay = TimeSpan.FromMilliseconds(30) };
    }

    public World World { get; }

    public LockScenario Scenario { get; }

    public LockTimes Times { get; }

    public LockRules Rules { get; }

    public SimulatedStore Store { get; }

    public LockDirectory Directory { get; }

    public HoldersInTime Holders { get; }

    public OrderOfGrants Order { get; } = new();

    public History History { get; } = new();

    public List<LockShard> Activations { get; } = [];

    public IReadOnlyList<LockTerms> Terms { get; }

    public SimulatedNode ResourceNode { get; }

    public IReadOnlyList<SimulatedNode> Silos => _silos;

    public IReadOnlyList<SimulatedNode> ClientNodes => _clients;

    /// <summary>How often a client lost what it held.</summary>
    public int LostLocks { get; set; }

    public long NowNs => World.Now.Ticks * 100;

    public SimulatedNode NodeOf(string route) => _byName[route];

    /// <summary>Runs the scenario in the world and throws <see cref="SimulationFailedException"/> when anything that is promised does not hold.</summary>
    public static SeedSummary Run(World world, LockScenario scenario) => new LockWorld(world, scenario).Run();

    private SeedSummary Run()
    {
        foreach (var silo in _silos)
            silo.Start(node => new SiloProcess(node, this));
        foreach (var client in _clients)
        {
            client.Start(node => new ClientProcess(node, this, ++_lives));
            ((ClientProcess)client.Process!).Begin();
        }

        var trouble = new LockTrouble(this);
        trouble.Begin();
        World.RunUntil(Scenario.Trouble);
        trouble.End();

        CheckProgress();
        CheckNothingLeft();
        if (Scenario.DriftIsBounded)
            Order.Check();
        if (LockHistoryChecker.Check(History.Entries, Scenario.DriftIsBounded) is [var first, ..])
            throw new SimulationFailedException(first);
        return trouble.Summary
            .With("steps", World.Steps)
            .With("messages", World.Network.Sent)
            .With("lost", World.Network.Lost)
            .With("doubled", World.Network.Duplicated)
            .With("grants", History.Entries.Count(e => e.Op == "acquire"))
            .With("lost locks", LostLocks)
            .With("activations", Activations.Count)
            .With("accepted at resource", _resource.Accepted)
            .With("refused at resource", _resource.Refused);
    }

    /// <summary>Once all is well again, everybody gets a lock: after the longest wait for leases of the dead, and a little more.</summary>
    private void CheckProgress()
    {
        var workers = _clients.SelectMany(c => ((ClientProcess)c.Process!).Workers).ToList();
        foreach (var worker in workers)
            worker.IsPatient = true;
        var before = workers.ToDictionary(w => w, w => w.Grants);
        World.RunUntil(World.Now + (Times.RecoveryWait * 1.2) + Times.Lease + TimeSpan.FromSeconds(6));
        if (workers.Find(w => w.Grants == before[w]) is { } stuck)
            throw new SimulationFailedException($"{stuck} was granted nothing after all faults had ended; {DescribeShards()}");
    }

    /// <summary>When everybody has let go, nothing holds and nothing waits; and that without any lease having to end.</summary>
    private void CheckNothingLeft()
    {
        foreach (var client in _clients)
            ((ClientProcess)client.Process!).Finish();
        World.RunUntil(World.Now + (Times.Lease / 4));
        foreach (var shard in _silos.Select(s => ((SiloProcess)s.Process!).Shard).Where(s => s is { IsStopped: false }))
        {
            if (shard!.Locks().FirstOrDefault() is { } left)
                throw new SimulationFailedException($"Everybody has let go, but {left} is left.");
        }
    }

    private string DescribeShards() => string.Join("; ", _silos.Select(s => $"{s}: {((SiloProcess?)s.Process)?.Shard?.ToString() ?? "no activation"}"));

    private SimulatedNode AddNode(string name)
    {
        var bound = (int)(Times.MaxDrift * 1_000_000);
        var most = Scenario.DriftIsBounded ? bound : bound * 10;
        var drift = World.Random.Chance(0.3) ? (World.Random.Chance(0.5) ? most : -most) : World.Random.Next((2 * most) + 1) - most;
        var node = World.AddNode(name, new ClockDrift(World.Random.Between(TimeSpan.Zero, TimeSpan.FromHours(1)), drift));
        _byName.Add(name, node);
        return node;
    }

    private NetworkFaults MakeNetworkFaults() => new()
    {
        MaxDelay = World.Random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(60)),
        LongDelays = World.Random.Chance(0.5) ? 0.02 : 0,
        Loss = World.Random.Chance(0.5) ? World.Random.NextDouble() * 0.2 : 0,
        Duplication = World.Random.Chance(0.5) ? World.Random.NextDouble() * 0.2 : 0,
    };

    private static List<LockTerms> MakeTerms(int names)
    {
        var terms = new List<LockTerms>();
        for (var i = 0; i < names; i++)
        {
            var name = $"lock-{i}";
            terms.AddRange(Enumerable.Repeat(new LockTerms(name, LockMode.Exclusive), 3));
            terms.Add(new LockTerms(name, LockMode.Shared));
            terms.Add(new LockTerms(name, LockMode.Upgradeable));
        }

        return terms;
    }
}
