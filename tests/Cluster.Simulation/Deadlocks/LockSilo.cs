using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Deadlocks;

/// <summary>A silo with all shards of locks, over storage that never fails.</summary>
internal sealed class LockSilo : ISimulatedProcess
{
    private readonly DeadlockWorld _world;
    private readonly SimulatedNode _node;
    private readonly Host[] _shards;

    public LockSilo(DeadlockWorld world, SimulatedNode node)
    {
        (_world, _node) = (world, node);
        _shards = [.. Enumerable.Range(0, DeadlockWorld.Locks).Select(index => new Host(this, index))];
    }

    public IEnumerable<ShardWaits> Waits => _shards.Select(host => host.Shard.Waits(ofOwners: false, _node.Clock.Now));

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case LockRequest request:
                _shards[request.Shard].Do((shard, now) => shard.Receive(request, now));
                break;
            case ShardQuestion question:
                _shards[question.Shard].Do((shard, now) => _world.Send(_node, from, new ShardAnswer(question.Round, shard.Waits(ofOwners: true, now))));
                break;
            case Refusal { Victim: var victim, Cycle: var cycle }:
                _shards[victim.Shard].Do((shard, now) =>
                {
                    if (shard.RefuseDeadlocked(victim.Contender.Session, victim.Contender.Claim, victim.Contender.UpgradeAttempt, cycle, now))
                        _world.Refused++;
                });
                break;
        }
    }

    private sealed class Host : ILockShardHost
    {
        private readonly LockSilo _silo;
        private TimeSpan _armed = TimeSpan.MaxValue;

        public Host(LockSilo silo, int index)
        {
            _silo = silo;
            var owner = silo._world.World.Random.NextGuid();
            var mine = LockShard.TakeOver(null, owner, DeadlockWorld.Times);
            Shard = new LockShard(index, mine, null, DeadlockWorld.Times, LockRules.Standard, new LockShardSettings(), this, Now, Now);
        }

        public LockShard Shard { get; }

        private TimeSpan Now => _silo._node.Clock.Now;

        public void Do(Action<LockShard, TimeSpan> step)
        {
            step(Shard, Now);
            Arm();
        }

        public void Send(string route, LockReply reply) => _silo._world.Send(_silo._node, _silo._world.NodeOf(route), reply);

        public void Check()
        {
            var began = Now;
            _silo._node.After(TimeSpan.FromMilliseconds(1), () => Do((shard, now) => shard.Checked(began, now)));
        }

        public void Save(LockShardRecord record)
        {
            var began = Now;
            _silo._node.After(TimeSpan.FromMilliseconds(1), () => Do((shard, now) => shard.Saved(began, now)));
        }

        public void Suspect() => _silo._world.Send(_silo._node, _silo._world.Detector, new SuspectShard(Shard.Index));

        public void Retire() => throw new InvalidOperationException("There are more tokens than a run can use.");

        private void Arm()
        {
            var due = Shard.NextDeadline;
            if (due >= _armed)
                return;
            _armed = due;
            _silo._node.After(due - Now, () =>
            {
                if (_armed != due)
                    return;
                _armed = TimeSpan.MaxValue;
                Do((shard, now) => shard.Tick(now));
            });
        }
    }
}
