using Cluster.Registers.Sessions;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Repair;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers.Eventual;

/// <summary>A silo with a replica of last-writer-wins registers and one of counters, over one journal.</summary>
internal sealed class EventualSilo : ISimulatedProcess
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private readonly EventualWorld _world;
    private readonly SimulatedNode _node;
    private readonly SimulatedJournal<Action<EventualSilo>> _journal;
    private readonly HybridClock _clock;
    private readonly long _actor;
    private readonly Queue<(int DurableCount, Action Send)> _held = new();

    public EventualSilo(EventualWorld world, SimulatedNode node, SimulatedJournal<Action<EventualSilo>> journal)
    {
        (_world, _node, _journal) = (world, node, journal);
        _actor = (long)journal.Incarnation;
        _clock = new HybridClock(node.Clock, _actor, TimeSpan.FromMinutes(1));
        Registers = new ConvergentReplica<LastWriterWins>(node.Name, LastWriterWins.Empty, hintLimit: 8);
        Counters = new ConvergentReplica<Counter>(node.Name, Counter.Empty, hintLimit: 8);
        Registers.Configure(world.Silos.Keys);
        Counters.Configure(world.Silos.Keys);
        foreach (var replay in journal.Durable)
            replay(this);
        journal.Synced = Release;
        Tick();
    }

    public ConvergentReplica<LastWriterWins> Registers { get; }

    public ConvergentReplica<Counter> Counters { get; }

    /// <summary>A session's read: null when this replica has not reached what the session saw.</summary>
    public void Read(string register, SessionToken token, Action<LastWriterWins?> answered)
    {
        var state = Registers.Store[register];
        var isAllowed = token.Allows(register, state.Version.ToVersion()) || _world.Fault == EventualFault.IgnoresTokensOnRead;
        Hold(() => answered(isAllowed ? state : null));
    }

    /// <summary>A session's write, acknowledged when it is durable here.</summary>
    public void Write(string register, byte[] value, SessionToken token, Action<WeakVersion> written)
    {
        if (_world.Fault != EventualFault.IgnoresTokensOnWrite && !_clock.TryWitness(token.Newest.ToTime()))
            throw new SimulationFailedException("A clock of this world lies further ahead than any may.");
        var known = Registers.Store[register].Version.Over;
        var floor = token.Floor(register).ToCarstamp();
        var version = new WeakVersion(known > floor ? known : floor, _clock.Next());
        Registers.Write(register, new LastWriterWins(version, value));
        Flush(withNews: _world.World.Random.Chance(0.5));
        Hold(() => written(version));
    }

    public void Add(string counter, long amount, Action added)
    {
        Counters.Write(counter, Counters.Store[counter].Add(_actor, amount));
        Flush(withNews: _world.World.Random.Chance(0.5));
        Hold(added);
    }

    public void Receive(SimulatedNode from, object message)
    {
        switch (message)
        {
            case (nameof(Registers), ConvergentMessage convergent):
                Registers.Receive(from.Name, convergent);
                break;
            case (nameof(Counters), ConvergentMessage convergent):
                Counters.Receive(from.Name, convergent);
                break;
        }

        Flush(withNews: false);
    }

    private void Tick() => _node.After(_world.World.Random.Between(Interval, Interval * 2), () =>
    {
        if (_world.Fault != EventualFault.NeverRepairs)
        {
            Registers.Tick(_world.World.Random.Pick([.. _world.Silos.Keys]));
            Counters.Tick(_world.World.Random.Pick([.. _world.Silos.Keys]));
        }

        Flush(withNews: true);
        Tick();
    });

    /// <summary>Writes what is merged to the journal, and sends what is said when that is durable; what was changed here may wait for the next tick.</summary>
    private void Flush(bool withNews)
    {
        Flush(withNews, nameof(Registers), Registers, silo => silo.Registers, state => _clock.TryWitness(state.Version.At), (silo, state) => silo._clock.TryWitness(state.Version.At));
        Flush(withNews, nameof(Counters), Counters, silo => silo.Counters, _ => { }, (_, _) => { });
    }

    private void Flush<T>(bool withNews, string kind, ConvergentReplica<T> replica, Func<EventualSilo, ConvergentReplica<T>> same, Action<T> seen, Action<EventualSilo, T> seenAgain)
        where T : class, IConvergent<T>
    {
        var (merged, messages) = replica.Take(withNews);
        foreach (var (register, state) in merged)
        {
            seen(state);
            _journal.Append([silo =>
            {
                same(silo).Replay(register, state);
                seenAgain(silo, state);
            }
            ]);
        }

        foreach (var (to, message) in messages)
            Hold(() => _world.World.Network.Send(_node, _world.Silos[to], (kind, message)));
    }

    private void Hold(Action send)
    {
        if (_journal.Count <= _journal.DurableCount || _world.Fault == EventualFault.SendsBeforeSync)
            send();
        else
            _held.Enqueue((_journal.Count, send));
    }

    private void Release() => _node.RunInLife(_node.Life, () =>
    {
        while (_held.TryPeek(out var held) && held.DurableCount <= _journal.DurableCount)
            _held.Dequeue().Send();
    });
}
