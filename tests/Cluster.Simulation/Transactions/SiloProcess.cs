using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>A silo with activations of participants: the shell that grains are, in virtual time.</summary>
internal sealed class SiloProcess : ISimulatedProcess
{
    private readonly TransactionWorld _world;
    private readonly SimulatedNode _node;
    private readonly Dictionary<string, TransactionParticipant> _participants = [];
    private readonly Dictionary<TransactionParticipant, long> _eTags = [];
    private readonly HashSet<string> _activating = [];

    public SiloProcess(TransactionWorld world, SimulatedNode node)
    {
        (_world, _node) = (world, node);
        Tick();
    }

    public IEnumerable<TransactionParticipant> Participants => _participants.Values.Where(participant => !participant.IsStopped);

    private TimeSpan Now => _node.Clock.Now;

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case RequestMessage request when Find(request.Participant) is { } participant:
                participant.Receive(new Address(from, request.Asker), request.Request, Now);
                Perform(request.Participant, participant);
                break;
            case RequestMessage request when _world.Directory.Current(request.Participant) == _node:
                // The request itself is lost; it comes again.
                Activate(request.Participant);
                break;
            case ReplyMessage { Asker: { } asker } reply when Find(asker) is { } participant:
                participant.Learn(reply.Reply, Now);
                Perform(asker, participant);
                break;
        }
    }

    /// <summary>Takes a participant over, whether or not another silo still has it active. One that is active here is woken.</summary>
    public void Activate(string name)
    {
        if (Find(name) is { } awake)
        {
            awake.Refresh(Now);
            Perform(name, awake);
            return;
        }

        if (!_activating.Add(name))
            return;
        _world.Store.Read(_node, name, (value, eTag) =>
        {
            var record = _world.Fault.Load((ParticipantRecord?)value ?? ParticipantRecord.Empty).TakeOver(_world.NextOwner());
            _world.Store.Write(_node, name, record, eTag, written => Begin(name, record, written), () => Retry(name), () => FindOut(name, record));
        }, () => Retry(name));
    }

    /// <summary>Forgets an activation without a word, as when a grain is deactivated.</summary>
    public void Deactivate(string name) => _participants.Remove(name);

    private TransactionParticipant? Find(string name) =>
        _participants.TryGetValue(name, out var participant) && !participant.IsStopped ? participant : null;

    private void Begin(string name, ParticipantRecord record, long eTag)
    {
        _activating.Remove(name);
        _world.Count("activations");
        var participant = new TransactionParticipant(name, record, _world.ParticipantSettings, Now, _world.Fault.Participant);
        _participants[name] = participant;
        _eTags[participant] = eTag;
    }

    private void FindOut(string name, ParticipantRecord mine) => _world.Store.Read(_node, name, (value, eTag) =>
    {
        if (((ParticipantRecord?)value)?.Stamp == mine.Stamp)
            Begin(name, mine, eTag);
        else
            Retry(name);
    }, () => FindOut(name, mine));

    private void Retry(string name)
    {
        _activating.Remove(name);
        _node.After(TimeSpan.FromMilliseconds(5), () =>
        {
            if (_world.Directory.Current(name) == _node)
                Activate(name);
        });
    }

    private void Tick() => _node.After(_world.World.Random.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(8)), () =>
    {
        foreach (var (name, participant) in _participants.ToArray())
        {
            participant.Tick(Now);
            if (participant.TickAt <= Now)
                throw new SimulationFailedException($"{name} has been ticked at {Now} and asks to be ticked at {participant.TickAt}.");
            if (!Perform(name, participant))
                return;
        }

        Tick();
    });

    /// <summary>Carries effects out; false when the silo crashed over it.</summary>
    private bool Perform(string name, TransactionParticipant participant)
    {
        foreach (var effect in participant.TakeEffects())
        {
            if (_world.CrashesAt(_node, effect is ReplyEffect { Reply: var reply } ? reply.GetType().Name : effect.GetType().Name))
                return false;
            switch (effect)
            {
                case ReplyEffect { To: Address to } answer:
                    _world.World.Network.Send(_node, to.Node, new ReplyMessage(to.Participant, answer.Reply));
                    break;
                case AskEffect ask:
                    _world.Count("inquiries");
                    _world.World.Network.Send(_node, _world.Directory.Locate(ask.Participant), new RequestMessage(ask.Participant, ask.Request, name));
                    break;
                case TellEffect tell:
                    _world.Count("told");
                    _world.World.Network.Send(_node, _world.Directory.Locate(tell.Participant), new RequestMessage(tell.Participant, tell.Request, null));
                    break;
                case SyncEffect sync:
                    Sync(name, participant, sync);
                    break;
                case AbortDecisionEffect abort:
                    _world.Count("decisions in doubt");
                    _world.Decide(_node, abort.Transaction, Decision.Aborted, held => Continue(name, participant, () => participant.Decided(abort.Session, held, Now)));
                    break;
            }
        }

        return true;
    }

    private void Sync(string name, TransactionParticipant participant, SyncEffect sync)
    {
        if (sync.Expected == sync.Record.Stamp)
        {
            Look();
            return;
        }

        if (_world.Fault.ChecksStamps)
            _world.Store.Write(_node, name, sync.Record, _eTags[participant], Written, Look, () => Tell(null));
        else
            _world.Store.Read(_node, name, (_, eTag) => _world.Store.Write(_node, name, sync.Record, eTag, Written, () => Tell(null), () => Tell(null)), () => Tell(null));

        void Written(long eTag)
        {
            Advance(eTag);
            Tell(sync.Record.Stamp);
        }

        void Look() => _world.Store.Read(_node, name, (value, eTag) =>
        {
            var held = ((ParticipantRecord)value!).Stamp;
            if (held == sync.Record.Stamp)
                Advance(eTag);
            Tell(_world.Fault.ChecksStamps ? held : sync.Record.Stamp);
        }, () => Tell(null));

        // An answer may come after that to a later attempt.
        void Advance(long eTag) => _eTags[participant] = Math.Max(eTag, _eTags[participant]);

        void Tell(RecordStamp? held) => Continue(name, participant, () => participant.Synced(sync.Attempt, held, Now));
    }

    private void Continue(string name, TransactionParticipant participant, Action step)
    {
        step();
        Perform(name, participant);
    }
}
