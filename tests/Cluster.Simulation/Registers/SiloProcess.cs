using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>A silo with one replica and with proposers for the operations of its clients: the shell that a real silo is, in virtual time.</summary>
internal sealed class SiloProcess : ISimulatedProcess
{
    private readonly RegisterWorld _registers;
    private readonly SimulatedNode _node;
    private readonly SimulatedJournal<JournalEntry> _journal;
    private readonly RegisterReplica _replica;
    private readonly Queue<(long DurableThrough, Action Send)> _held = new();
    private readonly Dictionary<string, RegisterProposer> _proposers = [];
    private readonly Dictionary<long, RegisterProposer> _proposersById = [];
    private readonly HashSet<long> _readers = [];
    private StateTransfer? _transfer;
    private SimulatedNode? _joinRequester;
    private ReplicaConfiguration? _configuration;

    public SiloProcess(RegisterWorld registers, SimulatedNode node, SimulatedJournal<JournalEntry> journal)
    {
        (_registers, _node, _journal) = (registers, node, journal);
        _replica = new RegisterReplica(journal.Incarnation, journal.Durable);
        journal.Synced = ReleaseHeld;
        ReadConfiguration();
        Tick();
    }

    private World World => _registers.World;

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case CallMessage call:
                OnCall(from, call);
                break;
            case AnswerMessage answer when _proposersById.TryGetValue(answer.Proposer, out var proposer):
                proposer.Receive(answer.Replica, answer.Attempt, answer.Response);
                Send(proposer);
                break;
            case JoinMessage join:
                OnJoin(from, join.Configuration);
                break;
            case FetchMessage fetch:
                var fetched = _replica.Fetch(fetch.Request);
                Hold(fetched, () => World.Network.Send(_node, from, new FetchAnswerMessage(_node.Name, fetch.Request, fetched.Response)));
                break;
            case FetchAnswerMessage answer when _transfer is not null && answer.Request.Epoch == _transfer.Configuration.Epoch:
                if (_transfer.TryAdd(answer.Replica, answer.Request, answer.Response))
                    ContinueTransfer(answer.Replica);
                break;
        }
    }

    /// <summary>Begins an operation; false when this silo knows no configuration yet.</summary>
    public bool TryBegin(string register, bool reads, Action<RegisterProposer> begin)
    {
        if (_configuration is null)
            return false;
        // Readers have a proposer of their own, so that a planted fault can tell their write-backs from writes.
        var key = reads ? register + " (reads)" : register;
        if (!_proposers.TryGetValue(key, out var proposer))
        {
            var id = _registers.NextProposer();
            _proposers.Add(key, proposer = NewProposer(register, id, _configuration));
            _proposersById.Add(id, proposer);
            if (reads)
                _readers.Add(id);
        }

        begin(proposer);
        Send(proposer);
        return true;
    }

    /// <summary>Every other proposer spares replicas when it reads, each starting with another one.</summary>
    private static RegisterProposer NewProposer(string register, long id, ReplicaConfiguration configuration) =>
        id % 2 == 0 ? new RegisterProposer(register, id, configuration) : new RegisterProposer(register, id, configuration) { Rank = silo => (silo[^1] + (int)id) % 3 };

    private void OnCall(SimulatedNode from, CallMessage message)
    {
        var call = message.Call;
        var request = call.Request;
        if (_registers.Fault == PlantedFault.AcceptsOldEpochs && request.Epoch < _replica.Epoch)
            request = request with { Epoch = _replica.Epoch };
        var result = _replica.Handle(request);
        Hold(result, () => World.Network.Send(_node, from, new AnswerMessage(message.Proposer, _node.Name, call.Attempt, result.Response)));
    }

    private void OnJoin(SimulatedNode from, ReplicaConfiguration configuration)
    {
        _joinRequester = from;
        var joining = _replica.Join(_node.Name, configuration);
        Hold(joining, () => { });
        if (joining.Response is { } transfer)
        {
            if (_transfer?.Configuration.Epoch != configuration.Epoch)
            {
                _transfer = transfer;
                ContinueTransfer();
            }
        }

        ReportJoined(configuration.Epoch);
    }

    private void ContinueTransfer(string? only = null)
    {
        if (_transfer is null)
            return;
        if (_transfer.IsComplete || _registers.Fault == PlantedFault.VotesBeforeCaughtUp)
        {
            var transfer = _transfer.IsComplete ? _transfer : new StateTransfer(_transfer.Configuration with { SourceEpoch = 0, Sources = [] });
            Hold(_replica.Install(transfer), () => { });
            var epoch = _transfer.Configuration.Epoch;
            _transfer = null;
            ReportJoined(epoch);
            return;
        }

        foreach (var (source, request) in _transfer.Outstanding.Where(next => only is null || next.Source == only).ToArray())
            World.Network.Send(_node, _registers.Silo(source), new FetchMessage(request));
    }

    private void ReportJoined(long epoch)
    {
        if (_replica.CompleteEpoch != epoch || _joinRequester is not { } requester)
            return;
        Hold(new ReplicaResult<long>(epoch, [], long.MaxValue), () => World.Network.Send(_node, requester, new JoinedMessage(_node.Name, epoch)));
    }

    /// <summary>Appends the entries and sends the answer when what it speaks of is durable.</summary>
    private void Hold<TResponse>(ReplicaResult<TResponse> result, Action send)
    {
        _journal.Append(result.Entries);
        var through = result.DurableThrough == long.MaxValue ? _journal.Count : result.DurableThrough;
        if (through <= _journal.DurableCount || _registers.Fault == PlantedFault.AnswersBeforeSync)
            send();
        else
            _held.Enqueue((through, send));
    }

    private void ReleaseHeld()
    {
        var life = _node.Life;
        _node.RunInLife(life, () =>
        {
            for (var waiting = _held.Count; waiting > 0; waiting--)
            {
                var held = _held.Dequeue();
                if (held.DurableThrough <= _journal.DurableCount)
                    held.Send();
                else
                    _held.Enqueue(held);
            }
        });
    }

    private void Send(RegisterProposer proposer)
    {
        for (var calls = proposer.TakeCalls(); calls.Count > 0; calls = proposer.TakeCalls())
        {
            foreach (var call in calls)
            {
                if (_registers.Fault == PlantedFault.SkipsWriteBack && _readers.Contains(proposer.Id) && call.Request is not ReadRequest)
                    proposer.Receive(call.Replica, call.Attempt, new ReplicaResponse(ReplicaAnswer.Done, call.Request.Epoch, RegisterState.Initial));
                else
                    World.Network.Send(_node, _registers.Silo(call.Replica), new CallMessage(proposer.Id, call));
            }
        }
    }

    private void Tick() => _node.After(World.Random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30)), () =>
    {
        var isBehind = _configuration is null || World.Random.Chance(0.05);
        foreach (var proposer in _proposers.Values.ToArray())
        {
            isBehind |= proposer.LaterEpoch is not null;
            proposer.Resend();
            Send(proposer);
        }

        if (isBehind)
            ReadConfiguration();
        if (_transfer is not null)
            ContinueTransfer();
        Tick();
    });

    private void ReadConfiguration() => _registers.Store.Read(_node, RegisterWorld.ConfigurationKey, (value, _) =>
    {
        if (value is not ReplicaConfiguration { IsActive: true } configuration || configuration.Epoch <= (_configuration?.Epoch ?? 0))
            return;
        _configuration = configuration;
        foreach (var proposer in _proposers.Values.ToArray())
        {
            proposer.Configure(configuration);
            Send(proposer);
        }
    }, () => { });
}
