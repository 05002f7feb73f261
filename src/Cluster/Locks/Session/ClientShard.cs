using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

/// <summary>One shard as a client process sees it: the link, the locks of its names that callers here share, and the way messages go.</summary>
internal sealed class ClientShard
{
    private readonly Lock _gate = new();
    private readonly Queue<Action<TimeSpan>> _later = new();
    private readonly LockSession _session;

    public ClientShard(LockSession session, LockLink link)
    {
        _session = session;
        Link = link;
        Grain = session.Grains.GetGrain<ILockShardGrain>(link.Shard);
        Sender = new LockSender(session, Grain);
    }

    public LockLink Link { get; }

    /// <summary>The shard in the cluster. It is looked up once, while its first caller can be told of a failure: a client that reaches no silo any more knows no grains.</summary>
    public ILockShardGrain Grain { get; }

    /// <summary>Exclusive locks that callers of this process share a claim for.</summary>
    public Dictionary<string, PooledLock> Pooled { get; } = [];

    /// <summary>Whoever sends for this shard just now: one sender for all shards on one silo, as far as is known.</summary>
    public LockSender Sender { get; private set; }

    /// <summary>Is among those that its sender is to ask for a message now.</summary>
    public bool IsReady { get; set; }

    /// <summary>Is among those that its sender is to ask when it sends for another.</summary>
    public bool IsNoted { get; set; }

    public LockSession Session => _session;

    /// <summary>Begins a piece of work; everything here but <see cref="Enter"/> is for use within one. Its end sends what is to be sent.</summary>
    public Work Enter()
    {
        _gate.Enter();
        return new Work(this);
    }

    /// <summary>Does something when the link is done with what it does now, still within this piece of work.</summary>
    public void Later(Action<TimeSpan> action) => _later.Enqueue(action);

    public void SendBy(LockSender sender)
    {
        // A late answer may still name a sender that was given up meanwhile, and that will never send again.
        if (Sender == sender || sender.IsAbandoned)
            return;
        Sender = sender;
        IsReady = false;
        IsNoted = false;
    }

    private LockSender? Settle()
    {
        var now = _session.Now;
        while (_later.TryDequeue(out var action))
            action(now);
        var due = Link.SendDue;
        LockSender? toRun = null;
        if (due <= now)
        {
            toRun = Sender.Signal(this, now) ? Sender : null;
            due = now + _session.Settings.RetransmitAfter; // to see whether the sender is stuck
        }
        else if (Link.HasLazyWords)
        {
            Sender.Note(this);
        }

        _session.WakeAt(due < Link.TickDue ? due : Link.TickDue);
        return toRun;
    }

    internal readonly ref struct Work(ClientShard shard)
    {
        public void Dispose()
        {
            LockSender? toRun;
            try
            {
                toRun = shard.Settle();
            }
            finally
            {
                shard._gate.Exit();
            }

            toRun?.Run();
        }
    }
}
