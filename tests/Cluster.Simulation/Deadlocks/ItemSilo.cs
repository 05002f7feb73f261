using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Deadlocks;

/// <summary>A silo with one participant of transactions. What they write is of no matter here: who commits only lets go.</summary>
internal sealed class ItemSilo : ISimulatedProcess
{
    private readonly DeadlockWorld _world;
    private readonly SimulatedNode _node;
    private readonly TransactionParticipant _participant;

    public ItemSilo(DeadlockWorld world, SimulatedNode node)
    {
        (_world, _node) = (world, node);
        _participant = new TransactionParticipant(node.Name, ParticipantRecord.Empty.TakeOver(1), new ParticipantSettings(), node.Clock.Now);
        Tick();
    }

    public ParticipantWaits Waits(TimeSpan least) => _participant.Waits(least, _node.Clock.Now);

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case ItemCall call:
                _participant.Receive(from, call.Request, _node.Clock.Now);
                Perform();
                break;
            case ItemsQuestion question:
                _world.Send(_node, from, new ItemsAnswer(question.Round, _world.Scenario.Fault == DeadlockFault.SeesNoItems ? [] : [Waits(TimeSpan.FromMilliseconds(100))]));
                break;
        }
    }

    private void Tick() => _node.After(TimeSpan.FromMilliseconds(10), () =>
    {
        _participant.Tick(_node.Clock.Now);
        Perform();
        Tick();
    });

    private void Perform()
    {
        foreach (var effect in _participant.TakeEffects())
        {
            if (effect is ReplyEffect { To: SimulatedNode to, Reply: var reply })
                _world.Send(_node, to, reply);
            else if (effect is SuspectEffect && _world.Scenario.Fault != DeadlockFault.HearsOfNoItems)
                _world.Send(_node, _world.Detector, new SuspectItems());
        }
    }
}
