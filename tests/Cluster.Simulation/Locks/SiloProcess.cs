using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Locks;

/// <summary>A silo: activates the shard when a message for it arrives, as a grain's shell would, and runs its state machine.</summary>
internal sealed class SiloProcess(SimulatedNode node, LockWorld world) : ISimulatedProcess
{
    private readonly SimulatedNode _node = node;
    private readonly LockWorld _world = world;
    private readonly List<LockRequest> _waiting = [];
    private Activation? _activation;

    /// <summary>The state machine of the activation, once it has its epoch.</summary>
    public LockShard? Shard => _activation?.Shard;

    public void Receive(SimulatedNode from, object message)
    {
        var request = (LockRequest)message;
        if (Shard is { IsStopped: true })
            _activation = null;
        if (Shard is not null)
        {
            _activation!.Do(now => Shard!.Receive(request, now));
        }
        else if (_activation is null && _world.Directory.Current is { } current && current != _node)
        {
            _world.World.Network.Send(_node, current, request);
        }
        else
        {
            _waiting.Add(request);
            Activate();
        }
    }

    public void Activate()
    {
        if (_activation is null)
            new Activation(this).Begin();
    }

    /// <summary>Ends the activation in order: what it knows is written for the next one.</summary>
    public void HandOver() => _activation?.HandOver();

    private sealed class Activation(SiloProcess silo) : ILockShardHost
    {
        private const string Key = "locks/0";
        private readonly Guid _owner = silo._world.World.Random.NextGuid();
        private long _eTag;
        private TimeSpan _armed = TimeSpan.MaxValue;

        public LockShard? Shard { get; private set; }

        private TimeSpan Now => silo._node.Clock.Now;

        public void Begin()
        {
            silo._activation = this;
            silo._world.Store.Read(silo._node, Key, (last, eTag) => TakeOver((LockShardRecord?)last, eTag), Retry);
        }

        public void Do(Action<TimeSpan> action)
        {
            if (Shard is null)
                return;
            action(Now);
            Arm();
        }

        public void Send(string route, LockReply reply) =>
            silo._world.World.Network.Send(silo._node, silo._world.NodeOf(route), silo._world.Scenario.Answering(reply));

        public void Check()
        {
            var began = Now;
            silo._world.Store.Read(
                silo._node,
                Key,
                (record, _) => Do(now =>
                {
                    if (record is LockShardRecord mine && mine.Owner == _owner)
                        Shard!.Checked(began, now);
                    else
                        Shard!.Stop();
                }),
                () => Do(now => Shard!.CheckFailed(now)));
        }

        public void Save(LockShardRecord record)
        {
            var began = Now;
            Write(
                record,
                () => Do(now => Shard!.Saved(began, now)),
                () => Do(_ => Shard!.Stop()),
                () => Do(now => Shard!.SaveFailed(now)));
        }

        public void Suspect()
        {
            // nobody here says whose claim it is
        }

        public void Retire() => HandOver();

        public void HandOver()
        {
            if (Shard is null or { IsStopped: true })
                return;
            silo._world.World.Trace($"{silo._node} hands over epoch {Shard.Epoch}");
            var record = Shard.HandOver(Now);
            Write(record, () => { }, () => { }, () => { });
        }

        private void TakeOver(LockShardRecord? last, long eTag)
        {
            var began = Now;
            var mine = silo._world.Scenario.TakeOver(last, _owner, silo._world.Times);
            silo._world.Store.Write(
                silo._node,
                Key,
                mine,
                eTag,
                written =>
                {
                    _eTag = written;
                    silo._world.World.Trace($"{silo._node} takes epoch {mine.Epoch}");
                    Shard = new LockShard(0, mine, last, silo._world.Times, silo._world.Rules, silo._world.Scenario.ShardSettings, this, began, Now);
                    silo._world.Activations.Add(Shard);
                    foreach (var request in silo._waiting)
                        Shard.Receive(request, Now);
                    silo._waiting.Clear();
                    Arm();
                },
                Retry,
                Retry);
        }

        private void Retry() => silo._node.After(TimeSpan.FromMilliseconds(20), Begin);

        /// <summary>Writes over the last record; after a failure that may have been none, finds out whether the record is still this activation's.</summary>
        private void Write(LockShardRecord record, Action written, Action conflict, Action failed) =>
            silo._world.Store.Write(
                silo._node,
                Key,
                record,
                _eTag,
                eTag =>
                {
                    _eTag = eTag;
                    written();
                },
                () => FindOwn(conflict, failed),
                () => FindOwn(conflict, failed));

        private void FindOwn(Action conflict, Action failed) =>
            silo._world.Store.Read(
                silo._node,
                Key,
                (record, eTag) =>
                {
                    if (record is LockShardRecord mine && mine.Owner == _owner)
                    {
                        _eTag = eTag;
                        failed();
                    }
                    else
                    {
                        conflict();
                    }
                },
                failed);

        private void Arm()
        {
            var due = Shard!.NextDeadline;
            if (Shard.IsStopped || due >= _armed)
                return;
            _armed = due;
            silo._node.After(due - Now, () =>
            {
                if (_armed != due)
                    return;
                _armed = TimeSpan.MaxValue;
                Do(now => Shard.Tick(now));
            });
        }
    }
}
