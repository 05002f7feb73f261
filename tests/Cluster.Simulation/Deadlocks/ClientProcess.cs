using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Deadlocks;

/// <summary>A client process: a link to each shard, and flows that take locks and run transactions.</summary>
internal sealed class ClientProcess : ISimulatedProcess
{
    private readonly DeadlockWorld _world;
    private readonly SimulatedNode _node;
    private readonly LockLink[] _links;
    private readonly TimeSpan[] _armed;
    private readonly Queue<Action> _heard = new();
    private readonly Dictionary<TransactionId, Strand> _attempts = [];
    private readonly long _coordinator;
    private long _numbers;

    public ClientProcess(DeadlockWorld world, SimulatedNode node)
    {
        (_world, _node, _coordinator) = (world, node, node.Index + 1);
        Session = world.World.Random.NextGuid();
        _links = [.. Enumerable.Range(0, DeadlockWorld.Locks).Select(shard => new LockLink(shard, Session, node.Name, node.Name, DeadlockWorld.Times, new LockLinkSettings()))];
        _armed = [.. _links.Select(_ => TimeSpan.MaxValue)];
        for (var i = 0; i < DeadlockWorld.FlowsPerClient; i++)
            new Flow(world, this, node).Think();
    }

    public Guid Session { get; }

    /// <summary>All code that runs here, or goes on alone.</summary>
    public HashSet<Strand> Strands { get; } = [];

    public long NextNumber() => ++_numbers;

    public TransactionId NextTransaction() => new(_node.Clock.Now.Ticks, _coordinator, NextNumber(), 1);

    public void Began(Strand attempt) => _attempts.Add(attempt.Transaction!.Id, attempt);

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case LockReply reply:
                Do(reply.Shard, (link, now) => link.Receive(reply, now));
                break;
            case OperationReply reply:
                _attempts[reply.Transaction].Hear(reply);
                break;
            case SessionEndedReply ended:
                _attempts[ended.Transaction].Hear(ended);
                break;
            case StandingQuestion question:
                _world.Send(_node, from, new StandingAnswer(
                    question.Round,
                    [.. question.Claims.Where(claim => _links[claim.Shard].Confirms(claim.Question))],
                    [.. question.Attempts.Where(id => _attempts[id].IsRunning)]));
                break;
        }
    }

    /// <summary>Lets a link do something, sends what it then has to send, and comes back when it next has something to do.</summary>
    public void Do(int shard, Action<LockLink, TimeSpan> step)
    {
        var link = _links[shard];
        step(link, _node.Clock.Now);
        while (link.Take(_node.Clock.Now) is { } request)
            _world.Send(_node, _world.LockNode, request);
        Arm(shard);
        while (_heard.TryDequeue(out var act))
            act();
    }

    /// <summary>Does something when the link is done.</summary>
    public void Later(Action act) => _heard.Enqueue(act);

    private void Arm(int shard)
    {
        var due = _links[shard].NextDeadline;
        if (due >= _armed[shard])
            return;
        _armed[shard] = due;
        _node.After(due - _node.Clock.Now, () =>
        {
            if (_armed[shard] != due)
                return;
            _armed[shard] = TimeSpan.MaxValue;
            Do(shard, (link, now) => link.Tick(now));
        });
    }
}
