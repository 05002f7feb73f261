using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>Five silos, two operators, clients, and everything that goes wrong; at the end all is mended and the history is checked.</summary>
internal sealed class RegisterWorld
{
    public const string ConfigurationKey = "configuration";
    private const int SiloCount = 5;
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1.5);
    private readonly Dictionary<string, SimulatedNode> _silos = [];
    private readonly Dictionary<string, SimulatedJournal<JournalEntry>> _journals = [];
    private readonly List<RegisterClient> _clients = [];
    private SimulatedNode? _observer;
    private long _proposers;
    private long _values;
    private int _crashes;
    private int _lostDisks;
    private int _partitions;
    private readonly bool _isInMemory;
    private bool _isTroubled = true;

    private RegisterWorld(World world, PlantedFault fault, bool isInMemory)
    {
        World = world;
        Fault = fault;
        _isInMemory = isInMemory;
        Store = new SimulatedStore(world);
        Reconfigurations = fault != PlantedFault.None || world.Random.Chance(0.5) ? 0.04 : 0;
    }

    public World World { get; }

    public PlantedFault Fault { get; }

    public SimulatedStore Store { get; }

    public double Reconfigurations { get; private set; }

    public List<RegisterEvent> History { get; } = [];

    public VersionBounds Bounds { get; } = new();

    public IReadOnlyCollection<SimulatedNode> Silos => _silos.Values;

    /// <summary>Runs the world of a seed and checks its history. Silos that keep registers in memory lose all with each crash, no majority at once.</summary>
    /// <exception cref="SimulationFailedException">A guarantee does not hold.</exception>
    public static SeedSummary Run(World world, PlantedFault fault = PlantedFault.None, bool isInMemory = false) => new RegisterWorld(world, fault, isInMemory).Run();

    public SimulatedNode Silo(string name) => _silos[name];

    public long NextProposer() => ++_proposers;

    public long NextValue() => ++_values;

    public IReadOnlyList<ReplicaMember> ChooseMembers(int count)
    {
        var names = _silos.Keys.ToList();
        while (names.Count > count)
            names.RemoveAt(World.Random.Next(names.Count));
        return [.. names.Select(name => new ReplicaMember(name, _journals[name].Incarnation))];
    }

    /// <summary>Whether a member has lost its disk since the configuration was made.</summary>
    public bool HasStrangers(ReplicaConfiguration configuration) =>
        configuration.Members.Any(member => _journals[member.Name].Incarnation != member.Incarnation);

    private static EpochEntry EpochOf(SimulatedJournal<JournalEntry> journal) => journal.Durable.OfType<EpochEntry>().LastOrDefault() ?? new EpochEntry(0, 0);

    private SeedSummary Run()
    {
        Build();
        var random = World.Random;
        World.Network.Faults = new NetworkFaults
        {
            Loss = random.Chance(0.5) ? 0.05 : 0,
            Duplication = random.Chance(0.5) ? 0.1 : 0,
            LongDelays = random.Chance(0.5) ? 0.02 : 0,
            LongDelay = TimeSpan.FromMilliseconds(300),
        };
        Store.Faults = new StoreFaults { Failures = 0.05, LostAnswers = 0.05 };
        MakeTrouble();
        World.RunUntil(Trouble);

        Mend();
        World.RunUntil(Trouble + Calm);
        foreach (var client in _clients)
            client.Stop();
        ReadAll();
        World.RunUntil(Trouble + Calm + Calm);
        return Check();
    }

    private void Build()
    {
        for (var index = 1; index <= SiloCount; index++)
        {
            var node = World.AddNode($"silo-{index}");
            var journal = new SimulatedJournal<JournalEntry>(World);
            (_silos[node.Name], _journals[node.Name]) = (node, journal);
            node.Start(started => new SiloProcess(this, started, journal));
        }

        for (var index = 1; index <= 2; index++)
            World.AddNode($"operator-{index}").Start(started => new OperatorProcess(this, started));
        _observer = World.AddNode("observer");
        _observer.Start(_ => new ObserverProcess());
        var clients = 3 + World.Random.Next(4);
        for (var client = 0; client < clients; client++)
            _clients.Add(new RegisterClient(this, client));
    }

    private void MakeTrouble() => World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(120)), () =>
    {
        if (!_isTroubled)
            return;
        switch (World.Random.Next(8))
        {
            case 0 or 1 or > 6 when _isInMemory:
                LoseDisk();
                break;
            case 0 or 1:
                Crash(World.Random.Pick([.. _silos.Values]));
                break;
            case 2:
                LoseDisk();
                break;
            case 3 or 4:
                Partition();
                break;
            case 5:
                World.Network.Heal();
                break;
            case 6:
                var paused = World.Random.Pick([.. _silos.Values]);
                paused.Pause();
                World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(200)), paused.Resume);
                break;
            default:
                var share = World.Random.Chance(0.5) ? 1 : 0.4;
                foreach (var silo in _silos.Values.Where(_ => World.Random.Chance(share)))
                    Crash(silo);
                break;
        }

        MakeTrouble();
    });

    private void Crash(SimulatedNode silo)
    {
        if (!silo.IsUp)
            return;
        _crashes++;
        silo.Crash();
        _journals[silo.Name].Crash();
        World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(250)), () =>
        {
            if (!silo.IsUp)
                silo.Restart();
        });
    }

    /// <summary>Of what a quorum holds, only one copy may be lost at a time: the next only after the first was replaced.</summary>
    private void LoseDisk() => Store.Read(_observer!, ConfigurationKey, (value, _) =>
    {
        if (value is not ReplicaConfiguration { IsActive: true } configuration
            || _journals.Values.Any(journal => EpochOf(journal).Epoch > configuration.Epoch)
            || configuration.Members.Any(member => _journals[member.Name].Incarnation != member.Incarnation
                || EpochOf(_journals[member.Name]).Complete < configuration.Epoch))
        {
            return;
        }

        var silo = _silos[World.Random.Pick(configuration.Members).Name];
        if (!_isTroubled || !silo.IsUp)
            return;
        _lostDisks++;
        Crash(silo);
        _journals[silo.Name].LoseDisk();
        if (Fault == PlantedFault.VotesWhileEmpty)
            _journals[silo.Name].Append([new EpochEntry(configuration.Epoch, configuration.Epoch)]);
    }, () => { });

    private void Partition()
    {
        _partitions++;
        var nodes = World.Nodes.ToList();
        var side = nodes.Where(_ => World.Random.Chance(0.4)).ToArray();
        World.Network.Partition(side, [.. nodes.Except(side)]);
    }

    private void Mend()
    {
        _isTroubled = false;
        Reconfigurations = 0;
        World.Network.Heal();
        World.Network.Faults = new NetworkFaults();
        Store.Faults = new StoreFaults();
        foreach (var silo in _silos.Values)
        {
            silo.Resume();
            if (!silo.IsUp)
                silo.Restart();
        }
    }

    private void ReadAll()
    {
        foreach (var register in RegisterClient.Registers)
            new RegisterClient(this, 1000 + Array.IndexOf(RegisterClient.Registers, register)).ReadOnce(register);
    }

    private SeedSummary Check()
    {
        var last = History.Where(e => e.Client >= 1000).ToArray();
        if (last.Length < RegisterClient.Registers.Length || last.Any(e => e.End is null))
            throw new SimulationFailedException("After everything was mended, a read got no answer.");
        if (LinearizabilityChecker.Check(History) is { } violation)
            throw new SimulationFailedException(violation);
        if (Bounds.Check() is { } tooFarBehind)
            throw new SimulationFailedException(tooFarBehind);
        return new SeedSummary()
            .With("reads behind", Bounds.Behind)
            .With("operations", History.Count(e => e.End is not null))
            .With("unknown", History.Count(e => e.End is null))
            .With("crashes", _crashes)
            .With("lost disks", _lostDisks)
            .With("partitions", _partitions)
            .With("configurations", _journals.Values.Max(journal => EpochOf(journal).Epoch));
    }
}
