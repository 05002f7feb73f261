using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Simulation.Transactions.Registers;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>Silos with participants, clients with coordinators, and everything that goes wrong; at the end all is mended and everything is checked.</summary>
internal sealed class TransactionWorld : IPromiseWorld
{
    public const string Account = "account";
    public const int Opening = 100;
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(0.6);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private readonly List<SimulatedNode> _silos = [];
    private readonly List<SimulatedNode> _clients = [];
    private readonly List<SimulatedNode> _sequencers = [];
    private readonly List<SimulatedNode> _homes = [];
    private readonly double _stepCrashes;
    private SeedSummary _summary = new();
    private long _owners;
    private int _elements;
    private bool _isTroubled = true;
    private int _crashes;

    private TransactionWorld(World world, TransactionFault fault)
    {
        var random = world.Random;
        (World, Fault) = (world, fault);
        Store = new SimulatedStore(world);
        Directory = new ParticipantDirectory(world);
        ShareOfRegisters = random.Pick([0, 0.3, 1.0]);
        _stepCrashes = random.Pick([0, 0.001, 0.005]);
        _isTroubled = !fault.IsCalm;
        ParticipantSettings = new ParticipantSettings
        {
            IdleTimeout = TimeSpan.FromMilliseconds(random.Pick([15, 150, 300])),
            InDoubtPatience = TimeSpan.FromMilliseconds(random.Pick([4, 30, 80])),
            LazyWrite = TimeSpan.FromMilliseconds(random.Pick([1, 10, 50, 500])),
            AwaitedWrite = TimeSpan.FromMilliseconds(random.Pick([1, 10, 50])),
            ConfirmAfter = TimeSpan.FromMilliseconds(random.Pick([20, 100, 500])),
            RememberedBeforeHurry = random.Pick([0, 2, 16]),
            RememberFor = TimeSpan.FromMilliseconds(800),
            SyncPatience = TimeSpan.FromMilliseconds(random.Pick([10, 40])),
        };
        CoordinatorSettings = new CoordinatorSettings
        {
            Deadline = TimeSpan.FromMilliseconds(random.Pick([20, 200, 400])),
            ResendAfter = TimeSpan.FromMilliseconds(random.Pick([5, 25])),
        };
        SplitAfter = TimeSpan.FromMilliseconds(random.Pick([5, 20, 1000]));
        if (fault.IsCalm)
        {
            ParticipantSettings = ParticipantSettings with { IdleTimeout = TimeSpan.FromHours(1) };
            CoordinatorSettings = CoordinatorSettings with { Deadline = TimeSpan.FromHours(1) };
        }
    }

    public World World { get; }

    public TransactionFault Fault { get; }

    /// <summary>Strong registers as such, without their replicas: one of them per participant and per decision.</summary>
    public SimulatedStore Store { get; }

    public ParticipantDirectory Directory { get; }

    public ParticipantSettings ParticipantSettings { get; }

    public CoordinatorSettings CoordinatorSettings { get; }

    public double ShareOfRegisters { get; }

    /// <summary>How long a batch of declared transactions waits before those that need not wait go past.</summary>
    public TimeSpan SplitAfter { get; }

    /// <summary>Registers that take part beside grains; none in some worlds.</summary>
    public IReadOnlyList<string> Registers { get; private set; } = [];

    public PromiseRules PromiseRules => PromiseRules.Standard;

    public TimeSpan Patience => ParticipantSettings.InDoubtPatience;

    public TimeSpan CallTimeout => TimeSpan.FromMilliseconds(60);

    /// <summary>Nodes that carry out declared transactions; none in some worlds.</summary>
    public IReadOnlyList<SimulatedNode> Sequencers => _sequencers;

    public bool IsStopping { get; private set; }

    public List<ListAppendTransaction> History { get; } = [];

    public IReadOnlyList<string> Accounts { get; private set; } = [];

    public IReadOnlyList<(string Participant, string Item)> Items { get; private set; } = [];

    /// <summary>Runs the world of a seed and checks what happened.</summary>
    /// <exception cref="SimulationFailedException">A guarantee does not hold.</exception>
    public static SeedSummary Run(World world, TransactionFault? fault = null) => new TransactionWorld(world, fault ?? TransactionFault.None).Run();

    public long NextOwner() => ++_owners;

    public int NextElement() => ++_elements;

    public void Count(string what) => _summary = _summary.With(what, 1);

    public ListAppendTransaction Record()
    {
        var transaction = new ListAppendTransaction(History.Count + 1, World.Now.Ticks);
        History.Add(transaction);
        return transaction;
    }

    public void Audit(IReadOnlyCollection<int> balances)
    {
        Count("audits");
        if (balances.Sum() != Opening * balances.Count)
            throw new SimulationFailedException($"The total of {balances.Count} accounts was {balances.Sum()}: [{string.Join(' ', balances)}].");
    }

    /// <summary>Crashes the node now and then, between any two things it does, and says whether it did.</summary>
    public bool CrashesAt(SimulatedNode node, string step)
    {
        if (!_isTroubled || !World.Random.Chance(_stepCrashes))
            return false;
        Crash(node);
        if (node.IsUp)
            return false;
        Count($"crash at {step}");
        return true;
    }

    public SimulatedNode HomeOf(string register) => World.Random.Pick(_homes);

    /// <summary>Decides unless it is decided, and tells what holds.</summary>
    public void Decide(SimulatedNode node, TransactionId transaction, Decision decision, Action<Decision?> tell) => Decide(
        node, transaction.ToPromise(), decision == Decision.Committed, held => tell(held is { } kept ? kept ? Decision.Committed : Decision.Aborted : null));

    public void Decide(SimulatedNode node, RegisterPromise promise, bool isKept, Action<bool?> tell) => Store.Read(node, promise.DecisionRegister, (held, eTag) =>
    {
        var table = (byte[]?)held;
        if (Fault.DecisionsStay && DecisionRegisters.Find(table, promise) is { } decided)
        {
            tell(decided);
            return;
        }

        var changed = DecisionRegisters.With(DecisionRegisters.Without(table, promise) ?? table, promise, isKept);
        Store.Write(node, promise.DecisionRegister, changed, eTag, _ => tell(isKept), () => tell(null), () => tell(null));
    }, () => tell(null));

    private SeedSummary Run()
    {
        Build();
        MakeTrouble();
        World.RunUntil(Trouble);
        Mend();
        World.RunUntil(World.Now + Calm);
        IsStopping = true;
        World.RunUntil(World.Now + TimeSpan.FromMilliseconds(500));

        var isRead = false;
        TransactionWorker.ReadAll(this, (ClientProcess)_clients[0].Process!, () => isRead = true);
        while (!isRead && World.Now < Trouble + Calm + Limit)
            World.RunUntil(World.Now + TimeSpan.FromMilliseconds(20));
        if (!isRead)
            throw new SimulationFailedException($"There is no progress after everything was mended: {Describe()}");
        if (ListAppendChecker.Check(History) is { } violation)
            throw new SimulationFailedException(violation);
        World.RunUntil(World.Now + ParticipantSettings.RememberFor + TimeSpan.FromMilliseconds(800));
        CheckNothingLeft();
        return _summary
            .With("steps", World.Steps)
            .With("crashes", _crashes)
            .With("lost", World.Network.Lost)
            .With("doubled", World.Network.Duplicated);
    }

    /// <summary>Nothing undecided, no session, and nothing that is remembered for nobody.</summary>
    private void CheckNothingLeft()
    {
        foreach (var name in Directory.Participants)
        {
            var participant = Find(name) ?? throw new SimulationFailedException($"{name} is not active.");
            if (participant.Record.Prepared.Count + participant.Record.Committed.Count + participant.ActiveSessions > 0)
                throw new SimulationFailedException($"After everything was mended there is still something left: {participant}");
        }
    }

    private TransactionParticipant? Find(string name) =>
        (Directory.Current(name).Process as SiloProcess)?.Participants.FirstOrDefault(p => p.ToString().StartsWith(name + " ", StringComparison.Ordinal));

    private string Describe() => string.Join("; ", Directory.Participants.Select(name => Find(name)?.ToString() ?? $"{name} is not active"));

    private void Build()
    {
        var random = World.Random;
        if (!Fault.IsCalm)
        {
            World.Network.Faults = new NetworkFaults
            {
                Loss = random.Chance(0.5) ? 0.05 : 0,
                Duplication = random.Chance(0.5) ? 0.15 : 0,
                LongDelays = random.Chance(0.5) ? 0.05 : 0,
                LongDelay = TimeSpan.FromMilliseconds(150),
            };
            Store.Faults = new StoreFaults { Failures = random.Chance(0.5) ? 0.05 : 0, LostAnswers = random.Chance(0.5) ? 0.05 : 0 };
        }

        for (var index = 1; index <= 3; index++)
        {
            var silo = World.AddNode($"silo-{index}");
            _silos.Add(silo);
            silo.Start(node => new SiloProcess(this, node));
        }

        var participants = Enumerable.Range(1, 2 + random.Next(3)).Select(index => $"p{index}").ToArray();
        foreach (var participant in participants)
            MoveTo(participant, random.Pick(_silos), TimeSpan.Zero);
        Accounts = participants;
        Items = [.. participants.SelectMany(participant => new[] { (participant, "x"), (participant, "y") }).Take(2 + random.Next(5))];
        for (var index = random.Chance(0.5) ? 2 : 0; index > 0; index--)
        {
            var home = World.AddNode($"home-{index}");
            _homes.Add(home);
            home.Start(node => new HomeProcess(this, node));
            Registers = [.. Registers, $"r{index}"];
        }

        for (var index = random.Chance(0.5) ? 2 : 0; index > 0; index--)
        {
            var sequencer = World.AddNode($"sequencer-{index}");
            _sequencers.Add(sequencer);
            sequencer.Start(node => new SequencerProcess(this, node));
        }

        for (var index = 1; index <= 3; index++)
        {
            var client = World.AddNode($"client-{index}", new ClockDrift(TimeSpan.FromMilliseconds(random.Next(50)), random.Next(2000) - 1000));
            _clients.Add(client);
            client.Start(node => new ClientProcess(this, node));
            Work(client);
        }
    }

    private void Work(SimulatedNode client)
    {
        for (var worker = 0; worker < 2; worker++)
            _ = new TransactionWorker(this, (ClientProcess)client.Process!);
        for (var caller = 0; caller < _sequencers.Count; caller++)
            _ = new DeclaredCaller(this, (ClientProcess)client.Process!);
    }

    private void MoveTo(string participant, SimulatedNode silo, TimeSpan lag)
    {
        Directory.Move(participant, silo, lag);
        silo.RunInLife(silo.Life, () => ((SiloProcess)silo.Process!).Activate(participant));
    }

    private void MakeTrouble() => World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(120)), () =>
    {
        if (!_isTroubled)
            return;
        var random = World.Random;
        switch (random.Next(7))
        {
            case 0:
                Crash(random.Pick(_silos));
                break;
            case 1:
                Crash(random.Pick([.. _clients, .. _sequencers, .. _homes]));
                break;
            case 2:
                var paused = random.Pick([.. _silos, .. _clients, .. _sequencers]);
                paused.Pause();
                World.Schedule(random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(150)), paused.Resume);
                break;
            case 3:
                var side = World.Nodes.Where(_ => random.Chance(0.4)).ToArray();
                World.Network.Partition(side, [.. World.Nodes.Except(side)]);
                World.Schedule(random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(150)), World.Network.Heal);
                break;
            case 4:
                // The old activation stays alive and does not know.
                Count("double activations");
                MoveTo(random.Pick([.. Directory.Participants]), random.Pick([.. _silos.Where(silo => silo.IsUp)]), random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(150)));
                break;
            case 5:
                var participant = random.Pick([.. Directory.Participants]);
                (Directory.Current(participant).Process as SiloProcess)?.Deactivate(participant);
                break;
            default:
                var faults = Store.Faults;
                Store.Faults = new StoreFaults { Failures = 1 };
                World.Schedule(random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(60)), () => Store.Faults = _isTroubled ? faults : new StoreFaults());
                break;
        }

        MakeTrouble();
    });

    private void Crash(SimulatedNode node)
    {
        if (!node.IsUp || (_silos.Contains(node) && _silos.Count(silo => silo.IsUp) == 1))
            return;
        _crashes++;
        node.Crash();
        World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(40)), () => TakeOverFrom(node));
        World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(150)), () => Restart(node));
    }

    private void TakeOverFrom(SimulatedNode silo)
    {
        foreach (var participant in Directory.Participants.Where(participant => Directory.Current(participant) == silo).ToArray())
            MoveTo(participant, World.Random.Pick([.. _silos.Where(other => other.IsUp)]), TimeSpan.FromMilliseconds(10));
    }

    private void Restart(SimulatedNode node)
    {
        if (node.IsUp)
            return;
        node.Restart();
        if (_clients.Contains(node))
            Work(node);
    }

    private void Mend()
    {
        _isTroubled = false;
        World.Network.Heal();
        World.Network.Faults = new NetworkFaults();
        Store.Faults = new StoreFaults();
        foreach (var node in World.Nodes)
        {
            node.Resume();
            Restart(node);
        }

        foreach (var participant in Directory.Participants.ToArray())
            MoveTo(participant, Directory.Current(participant), TimeSpan.Zero);
    }
}
