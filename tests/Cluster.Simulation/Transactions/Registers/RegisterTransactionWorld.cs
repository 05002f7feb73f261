using System.Runtime.InteropServices;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>
/// Homes of registers and clients with transactions and plain operations on the same registers, and everything that goes wrong; at the end all is mended and the history of
/// both kinds together is checked.
/// </summary>
internal sealed class RegisterTransactionWorld : IPromiseWorld
{
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private readonly List<SimulatedNode> _homes = [];
    private readonly List<SimulatedNode> _clients = [];
    private readonly double _stepCrashes;
    private readonly double _strays;
    private SeedSummary _summary = new();
    private long _owners;
    private int _elements;
    private int _crashes;
    private bool _isTroubled = true;

    private RegisterTransactionWorld(World world, RegisterTransactionFault fault)
    {
        (World, Fault) = (world, fault);
        Store = new SimulatedStore(world);
        var random = world.Random;
        _stepCrashes = random.Pick([0, 0.001, 0.005]);
        _strays = random.Pick([0, 0.3]);
        Patience = TimeSpan.FromMilliseconds(random.Pick([5, 20, 100]));
        CallTimeout = TimeSpan.FromMilliseconds(random.Pick([30, 300]));
        Registers = [.. Enumerable.Range(1, 2 + random.Next(4)).Select(number => $"r{number}")];
    }

    /// <summary>A list without elements, as it is stored: a byte in front keeps it from looking like a promise.</summary>
    public static byte[] EmptyList { get; } = [0];

    public World World { get; }

    public RegisterTransactionFault Fault { get; }

    /// <summary>Registers as such: linearizable, and never lost.</summary>
    public SimulatedStore Store { get; }

    public PromiseRules PromiseRules => Fault.Promises;

    public TimeSpan Patience { get; }

    public TimeSpan CallTimeout { get; }

    public bool IsStopping { get; private set; }

    public IReadOnlyList<string> Registers { get; }

    public List<ListAppendTransaction> History { get; } = [];

    /// <summary>Runs the world of a seed and checks what happened.</summary>
    /// <exception cref="SimulationFailedException">A guarantee does not hold.</exception>
    public static SeedSummary Run(World world, RegisterTransactionFault? fault = null) => new RegisterTransactionWorld(world, fault ?? RegisterTransactionFault.None).Run();

    public static Versioned Versioned(object? held, long eTag) => new(new Carstamp(0, 0, eTag), default, (byte[]?)held);

    public static byte[] ToBytes(int[] list) => [.. EmptyList, .. MemoryMarshal.AsBytes(list.AsSpan())];

    public static int[] ToList(byte[]? stored) => MemoryMarshal.Cast<byte, int>((stored ?? EmptyList).AsSpan(1)).ToArray();

    public long NextOwner() => ++_owners;

    public int NextElement() => ++_elements;

    public void Count(string what) => _summary = _summary.With(what, 1);

    public ListAppendTransaction Record()
    {
        var transaction = new ListAppendTransaction(History.Count + 1, World.Now.Ticks);
        History.Add(transaction);
        return transaction;
    }

    /// <summary>Where somebody who sends now believes a register's home to be; any silo will do.</summary>
    public SimulatedNode HomeOf(string register) =>
        World.Random.Chance(_strays) ? World.Random.Pick(_homes) : _homes[(int)((uint)register[^1] % _homes.Count)];

    /// <summary>Crashes the node now and then, between any two things it does, and says whether it did.</summary>
    public bool CrashesAt(SimulatedNode node, string step)
    {
        if (!_isTroubled || !World.Random.Chance(_stepCrashes))
            return false;
        Crash(node);
        Count($"crash at {step}");
        return true;
    }

    /// <summary>Decides unless it is decided, and tells what holds.</summary>
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
        RegisterTransactionWorker.ReadAll(this, (RegisterClientProcess)_clients[0].Process!, () => isRead = true);
        while (!isRead && World.Now < Trouble + Calm + Limit)
            World.RunUntil(World.Now + TimeSpan.FromMilliseconds(20));
        if (!isRead)
            throw new SimulationFailedException("There is no progress after everything was mended.");
        if (ListAppendChecker.Check(History) is { } violation)
            throw new SimulationFailedException(violation);
        foreach (var register in Registers)
        {
            if (RegisterContent.IsPromise((byte[]?)Store.Peek(register)))
                throw new SimulationFailedException($"A promise still stands in {register} after it was read.");
        }

        return _summary.With("steps", World.Steps).With("crashes", _crashes).With("lost", World.Network.Lost);
    }

    private void Build()
    {
        var random = World.Random;
        World.Network.Faults = new NetworkFaults
        {
            Loss = random.Chance(0.5) ? 0.03 : 0,
            LongDelays = random.Chance(0.5) ? 0.05 : 0,
            LongDelay = TimeSpan.FromMilliseconds(150),
        };
        Store.Faults = new StoreFaults { Failures = random.Chance(0.5) ? 0.03 : 0, LostAnswers = random.Chance(0.5) ? 0.05 : 0 };
        for (var index = 1; index <= 3; index++)
        {
            var home = World.AddNode($"silo-{index}");
            _homes.Add(home);
            home.Start(node => new HomeProcess(this, node));
        }

        for (var index = 1; index <= 3; index++)
        {
            var client = World.AddNode($"client-{index}", new ClockDrift(TimeSpan.FromMilliseconds(random.Next(50)), random.Next(2000) - 1000));
            _clients.Add(client);
            client.Start(node => new RegisterClientProcess(this, node));
            Work(client);
        }
    }

    private void Work(SimulatedNode client)
    {
        for (var worker = 0; worker < 2; worker++)
            _ = new RegisterTransactionWorker(this, (RegisterClientProcess)client.Process!);
    }

    private void MakeTrouble() => World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(120)), () =>
    {
        if (!_isTroubled)
            return;
        var random = World.Random;
        switch (random.Next(4))
        {
            case 0:
                Crash(random.Pick([.. _homes, .. _clients]));
                break;
            case 1:
                var paused = random.Pick([.. _homes, .. _clients]);
                paused.Pause();
                World.Schedule(random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(150)), paused.Resume);
                break;
            case 2:
                var side = World.Nodes.Where(_ => random.Chance(0.4)).ToArray();
                World.Network.Partition(side, [.. World.Nodes.Except(side)]);
                World.Schedule(random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(150)), World.Network.Heal);
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
        if (!node.IsUp)
            return;
        _crashes++;
        node.Crash();
        World.Schedule(World.Random.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(150)), () => Restart(node));
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
    }
}
