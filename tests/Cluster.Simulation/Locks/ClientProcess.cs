using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Locks;

/// <summary>A client process: one link to the shard, and workers that take locks, do something under them, and let go.</summary>
internal sealed class ClientProcess : ISimulatedProcess
{
    private readonly SimulatedNode _node;
    private readonly LockWorld _world;
    private readonly List<LockWorker> _workers = [];
    private readonly int _number;
    private long _claims;
    private TimeSpan _armed = TimeSpan.MaxValue;

    public ClientProcess(SimulatedNode node, LockWorld world, int number)
    {
        _node = node;
        _world = world;
        _number = number;
        Link = new LockLink(0, world.World.Random.NextGuid(), node.Name, node.Name, world.Times, world.Scenario.LinkSettings);
        for (var i = 0; i < world.Scenario.WorkersPerClient; i++)
            _workers.Add(new LockWorker(this, node, world));
    }

    public LockLink Link { get; }

    /// <summary>This life of the client, as histories number it.</summary>
    public int Number => _number;

    public IReadOnlyList<LockWorker> Workers => _workers;

    public long NextClaim() => ++_claims;

    public void Begin()
    {
        foreach (var worker in _workers)
            worker.Think();
    }

    public void Receive(SimulatedNode from, object message) => Do(now => Link.Receive((LockReply)message, now));

    /// <summary>Lets the link do something, sends what it then has to send, and comes back when it next has something to do.</summary>
    public void Do(Action<TimeSpan> action)
    {
        action(_node.Clock.Now);
        foreach (var worker in _workers)
            worker.Hear();
        while (Link.Take(_node.Clock.Now) is { } request)
            _world.World.Network.Send(_node, _world.Directory.Locate(_node), _world.Scenario.Leaving(request));
        Arm();
    }

    /// <summary>Stops working, whatever it is at, and lets go of everything.</summary>
    public void Finish() => Do(now =>
    {
        foreach (var worker in _workers)
            worker.Finish();
        foreach (var claim in Link.Claims.ToArray())
        {
            Link.Release(claim, lazily: false, now);
            _world.Holders.Ended(claim);
        }
    });

    private void Arm()
    {
        var due = Link.NextDeadline;
        if (due >= _armed)
            return;
        _armed = due;
        _node.After(due - _node.Clock.Now, () =>
        {
            if (_armed != due)
                return;
            _armed = TimeSpan.MaxValue;
            Do(Link.Tick);
        });
    }
}
