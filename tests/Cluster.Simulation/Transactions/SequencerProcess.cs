using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>A node with a sequencer of declared transactions.</summary>
internal sealed class SequencerProcess : ISimulatedProcess
{
    private readonly TransactionWorld _world;
    private readonly SimulatedNode _node;
    private readonly BatchSequencer _sequencer;
    private readonly List<ParticipantReply> _heard = [];
    private readonly Dictionary<(long Session, long Number), (SimulatedNode Node, long Caller)> _callers = [];

    public SequencerProcess(TransactionWorld world, SimulatedNode node)
    {
        (_world, _node) = (world, node);
        var patient = world.Fault.IsCalm ? world.CoordinatorSettings : world.CoordinatorSettings with { Deadline = TimeSpan.FromMilliseconds(300) };
        var settings = new BatchSequencerSettings
        {
            MaxBatch = 4,
            MaxResultBytes = 60,
            SplitAfter = world.SplitAfter,
            RememberFor = world.Fault.IsCalm ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(300),
            Coordinator = patient,
        };
        _sequencer = new BatchSequencer(world.NextOwner(), world.Accounts[0], settings, world.Fault.Declared, world.Fault.Coordinator);
        Tick();
    }

    private TimeSpan Now => _node.Clock.Now;

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case DeclaredMessage declared:
                _callers[declared.Request.Key] = (from, declared.Caller);
                _sequencer.Submit([declared.Request], declared.Session, declared.Acknowledgement, Now);
                break;
            case ReplyMessage reply:
                // Some come together.
                _heard.Add(reply.Reply);
                if (_world.World.Random.Chance(0.3))
                    return;
                Hear();
                break;
        }

        Perform();
    }

    private void Hear()
    {
        _sequencer.Receive([.. _heard], Now);
        _heard.Clear();
    }

    private bool Perform()
    {
        foreach (var effect in _sequencer.TakeEffects())
        {
            if (_world.CrashesAt(_node, $"sequencer's {(effect is SendEffect { Request: var request } ? request.GetType().Name : effect.GetType().Name)}"))
                return false;
            if (effect is SendEffect send)
                _world.World.Network.Send(_node, _world.Directory.Locate(send.Participant), new RequestMessage(send.Participant, send.Request, null));
        }

        foreach (var answer in _sequencer.TakeAnswers())
        {
            _world.Count("declared answers");
            var (node, caller) = _callers[(answer.Session, answer.Number)];
            _world.World.Network.Send(_node, node, new DeclaredAnswer(caller, answer));
        }

        return true;
    }

    private void Tick() => _node.After(_world.World.Random.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(8)), () =>
    {
        Hear();
        _sequencer.Tick(Now);
        if (Perform())
            Tick();
    });
}
