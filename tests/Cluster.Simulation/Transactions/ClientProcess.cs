using Cluster.Simulation.Engine;
using Cluster.Simulation.Transactions.Registers;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>A client with coordinators of its own.</summary>
internal sealed class ClientProcess : ISimulatedProcess
{
    private readonly TransactionWorld _world;
    private readonly SimulatedNode _node;
    private readonly Dictionary<TransactionId, (TransactionCoordinator Coordinator, Action<CoordinatorEffect> Notice)> _coordinators = [];
    private readonly long _id;
    private long _transactions;

    public ClientProcess(TransactionWorld world, SimulatedNode node)
    {
        (_world, _node, _id) = (world, node, world.NextOwner());
        Registers = new RegisterCalls(world, node);
        Tick();
    }

    public SimulatedNode Node => _node;

    public int Active => _coordinators.Count;

    /// <summary>An identity for the first attempt at a new transaction.</summary>
    public TransactionId NextTransaction() => new(_node.Clock.Now.Ticks, _id, ++_transactions, 1);

    public TransactionCoordinator Begin(TransactionId id, DecisionRule rule, CoordinatorSettings settings, Action<CoordinatorEffect> notice)
    {
        var coordinator = new TransactionCoordinator(id, rule, settings, _node.Clock.Now, _world.Fault.Coordinator);
        _coordinators.Add(id, (coordinator, notice));
        return coordinator;
    }

    /// <summary>The way to homes of registers.</summary>
    public RegisterCalls Registers { get; }

    /// <summary>Who waits for results of declared transactions, by caller.</summary>
    public Dictionary<long, DeclaredCaller> Callers { get; } = [];

    public void Receive(SimulatedNode from, object message)
    {
        if (message is RegisterAnswerMessage registers)
            Registers.Receive(registers);
        if (message is DeclaredAnswer answer && Callers.TryGetValue(answer.Caller, out var caller))
            caller.Receive(answer.Result);
        if (message is not ReplyMessage { Reply: var reply })
            return;
        if (_coordinators.TryGetValue(reply.Transaction, out var found))
        {
            found.Coordinator.Receive(reply);
            Perform(found.Coordinator);
        }
        else if (TransactionCoordinator.Stray(reply) is { } abandon)
        {
            _world.World.Network.Send(_node, from, new RequestMessage(abandon.Participant, abandon.Request, null));
        }
    }

    public void Perform(TransactionCoordinator coordinator)
    {
        if (!_coordinators.TryGetValue(coordinator.Id, out var known))
            return;
        var notice = known.Notice;
        foreach (var effect in coordinator.TakeEffects())
        {
            if (_world.CrashesAt(_node, effect is SendEffect { Request: var request } ? request.GetType().Name : effect.GetType().Name))
                return;
            switch (effect)
            {
                case SendEffect send:
                    _world.World.Network.Send(_node, _world.Directory.Locate(send.Participant), new RequestMessage(send.Participant, send.Request, null));
                    break;
                case SetDecisionEffect set:
                    _world.Decide(_node, set.Transaction, set.Decision, held =>
                    {
                        coordinator.Decided(held);
                        if (_coordinators.ContainsKey(coordinator.Id))
                            Perform(coordinator);
                    });
                    break;
                default:
                    notice(effect);
                    break;
            }
        }

        if (coordinator.IsOver)
            _coordinators.Remove(coordinator.Id);
    }

    private void Tick() => _node.After(_world.World.Random.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10)), () =>
    {
        var life = _node.Life;
        foreach (var (coordinator, _) in _coordinators.Values.ToArray())
        {
            coordinator.Tick(_node.Clock.Now);
            Perform(coordinator);
            if (_node.Life != life)
                return;
        }

        Tick();
    });
}
