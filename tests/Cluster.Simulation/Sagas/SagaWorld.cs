using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>
/// Three silos, three participants and a few sagas. Silos crash, pause and come back; sagas are activated where it pleases chance, twice at once as well;
/// messages are lost, late and doubled; writes fail and take effect all the same. After a while the world heals, and every saga must end.
/// </summary>
internal sealed class SagaWorld
{
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan End = TimeSpan.FromSeconds(30);
    private readonly List<SimulatedNode> _silos = [];
    private readonly List<SimulatedNode> _participants = [];
    private long _attempts;

    private SagaWorld(World world, SagaFault fault)
    {
        World = world;
        Fault = fault;
        Rules = fault == SagaFault.None ? SagaRules.Standard : new BrokenRules(fault);
        Store = new SimulatedStore(world) { Faults = new StoreFaults { Failures = 0.03, LostAnswers = 0.05 } };
        Effects = new Effects(this);
        ErrorRate = world.Random.Chance(0.5) ? 0.1 : 0.02;
        RefusalRate = world.Random.Chance(0.5) ? 0.15 : 0.03;
        world.Network.Faults = new NetworkFaults
        {
            Loss = world.Random.Chance(0.7) ? 0.1 : 0,
            Duplication = world.Random.Chance(0.7) ? 0.1 : 0,
            LongDelays = world.Random.Chance(0.7) ? 0.1 : 0,
            LongDelay = TimeSpan.FromMilliseconds(500),
        };
        Sagas = [.. Enumerable.Range(0, 3).Select(number => new SimulatedSaga(number, world.Random))];
    }

    public World World { get; }

    public SagaFault Fault { get; }

    public SagaRules Rules { get; }

    public SimulatedStore Store { get; }

    public Effects Effects { get; }

    public IReadOnlyList<SimulatedSaga> Sagas { get; }

    public double ErrorRate { get; private set; }

    public double RefusalRate { get; private set; }

    private bool IsTroubled => World.Now < Trouble;

    /// <summary>A number that no other attempt has.</summary>
    public long NextAttempt() => ++_attempts;

    public static string MessageKey(int saga, int step) => $"{saga}/{step}/message";

    public SimulatedNode ParticipantOf(int saga, int step) => _participants[(saga + step) % _participants.Count];

    /// <summary>The ETag that is there: what a driver without fencing writes over.</summary>
    public long ETagOf(string key) => Store.ETag(key);

    public static SeedSummary Run(World world, SagaFault fault = SagaFault.None) => new SagaWorld(world, fault).Run();

    private SeedSummary Run()
    {
        for (var i = 0; i < 3; i++)
        {
            var silo = World.AddNode($"silo-{i}");
            silo.Start(node => new SiloProcess(this, node));
            _silos.Add(silo);
            var participant = World.AddNode($"participant-{i}");
            participant.Start(node => new ParticipantProcess(this, node));
            _participants.Add(participant);
        }

        var summary = new SeedSummary();
        for (var saga = 0; saga < Sagas.Count; saga++)
        {
            var number = saga;
            World.Schedule(World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(300)), () => Activate(World.Random.Pick(_silos), number));
        }

        Repeat(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(300), () =>
        {
            var silo = World.Random.Pick(_silos);
            if (silo.IsUp && World.Random.Chance(0.5))
            {
                summary = summary.With("crashes", 1);
                silo.Crash();
                World.Schedule(World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(300)), silo.Restart);
            }
            else if (silo.IsUp && !silo.IsPaused)
            {
                silo.Pause();
                World.Schedule(World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(400)), silo.Resume);
            }
        });

        // Activations that nobody asked for: a second one beside the first, now and then.
        Repeat(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400), () => Activate(World.Random.Pick(_silos), World.Random.Next(Sagas.Count)));
        Repeat(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400), () => Operate(World.Random.Pick(_silos), World.Random.Next(Sagas.Count)));
        World.Schedule(TimeSpan.FromMilliseconds(100), Look);
        World.RunUntil(End);
        return Check(summary);
    }

    /// <summary>What the watch of the silos does: a saga that nobody drives is taken up. Operators look on to the end.</summary>
    private void Look()
    {
        for (var saga = 0; saga < Sagas.Count; saga++)
        {
            var number = saga;
            if (!_silos.Any(silo => silo.Process is SiloProcess process && process.Drives(number)))
                Activate(World.Random.Pick(_silos), saga);
            if (!IsTroubled)
            {
                foreach (var silo in _silos)
                    Operate(silo, saga);
            }
        }

        if (!IsTroubled && World.Network.Faults.Loss + World.Network.Faults.Duplication + World.Network.Faults.LongDelays > 0)
        {
            World.Network.Faults = new NetworkFaults();
            (ErrorRate, RefusalRate, Store.Faults) = (0, 0, new StoreFaults());
        }
        else if (!IsTroubled)
        {
            (ErrorRate, RefusalRate, Store.Faults) = (0, 0, new StoreFaults());
        }

        World.Schedule(TimeSpan.FromMilliseconds(100), Look);
    }

    private static void Activate(SimulatedNode silo, int saga)
    {
        if (silo.Process is SiloProcess process && !silo.IsPaused)
            process.Activate(saga);
    }

    private static void Operate(SimulatedNode silo, int saga)
    {
        if (silo.Process is SiloProcess process && !silo.IsPaused)
            process.Operate(saga);
    }

    private void Repeat(TimeSpan min, TimeSpan max, Action action) => World.Schedule(World.Random.Between(min, max), () =>
    {
        if (!IsTroubled)
            return;
        action();
        Repeat(min, max, action);
    });

    private SeedSummary Check(SeedSummary summary)
    {
        foreach (var saga in Sagas)
        {
            if (Store.Peek($"saga/{saga.Number}") is not SagaRecord { IsSettled: true } record)
                throw new SimulationFailedException($"saga {saga.Number} has not ended");
            for (var step = 0; step < saga.Plan.Steps.Count; step++)
            {
                var (state, inEffect) = (record.Steps[step].State, Effects.IsInEffect(saga.Number, step));
                var expected = state switch
                {
                    SagaStepState.Done => true,
                    SagaStepState.Waiting or SagaStepState.Refused or SagaStepState.Compensated => false,
                    SagaStepState.CompensationSkipped => inEffect,
                    _ => throw new SimulationFailedException($"step {step} of saga {saga.Number}, which is {record.State}, is {state}"),
                };
                if (inEffect != expected)
                    throw new SimulationFailedException($"step {step} of saga {saga.Number} is {state} and {(inEffect ? "" : "not ")}in effect");
                if (record.State == SagaState.Compensated && state == SagaStepState.Done)
                    throw new SimulationFailedException($"saga {saga.Number} is compensated and step {step} is done");
                if (record.State == SagaState.Completed && state != SagaStepState.Done)
                    throw new SimulationFailedException($"saga {saga.Number} is completed and step {step} is {state}");
                CheckMessages(saga, step, record);
            }

            summary = summary.With(record.State.ToString(), 1)
                .With("refused", record.Steps.Count(step => step.State == SagaStepState.Refused))
                .With("compensations", record.Steps.Count(step => step.State == SagaStepState.Compensated))
                .With("skips", saga.Skipped.Count);
        }

        return summary.With("lost", World.Network.Lost).With("doubled", World.Network.Duplicated);
    }

    /// <summary>A message takes effect if and only if its step was done, whether or not that was undone later.</summary>
    private void CheckMessages(SimulatedSaga saga, int step, SagaRecord record)
    {
        var received = Effects.Received(saga.Number, step);
        if (record.Steps[step].State == SagaStepState.Done && SimulatedSaga.Sends(step) && received != 1)
            throw new SimulationFailedException($"step {step} of saga {saga.Number} is done and its message took effect {received} times");
        if (record.Steps[step].State is SagaStepState.Waiting or SagaStepState.Refused && received != 0)
            throw new SimulationFailedException($"step {step} of saga {saga.Number} is {record.Steps[step].State} and its message took effect");
    }
}
