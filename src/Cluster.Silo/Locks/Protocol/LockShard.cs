using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>
/// One activation of a shard: the locks whose names fall into it, who holds them and who waits. A plain state machine: messages, answers of
/// storage and the time of the silo's own monotonic clock go in; messages and requests to storage go out through its <see cref="ILockShardHost"/>.
/// Not safe for use by two threads at once.
/// </summary>
/// <remarks>
/// <para>
/// Names that nobody uses take no memory: tokens rise per shard, so there is nothing to remember of a name once it is free.
/// </para>
/// <para>
/// <b>What holds under any failure</b>: no two exclusive grants of a name ever have the same token, and later epochs have greater ones.
/// <b>What holds while clocks drift within <see cref="LockTimes.MaxDrift"/></b>: of two clients whose modes exclude each other, at most one takes
/// a lock as held at any time, even with several activations at once. It rests on four rules: an activation grants and renews only for a
/// while after it has seen that the epoch is still its own; it takes a lease away only after a check that began when the lease had ended; a
/// new activation grants nothing that a client of an earlier one could hold until all of those have checked in or their leases have surely ended; and
/// a client claims back only what it held at a moment after the new epoch was taken.
/// </para>
/// <para>
/// Sources: M. Burrows, "The Chubby Lock Service for Loosely-Coupled Distributed Systems" (OSDI 2006) for sessions, sequencers and the
/// fail-over in which clients tell a new master what they hold; Hazelcast's FencedLock and M. Kleppmann, "How to do distributed locking" (2016)
/// for fencing tokens; ZooKeeper's lock recipe for queueing without a herd.
/// </para>
/// </remarks>
internal sealed partial class LockShard
{
    private readonly LockTimes _times;
    private readonly LockRules _rules;
    private readonly LockShardSettings _settings;
    private readonly ILockShardHost _host;
    private readonly Guid _owner;
    private readonly TimeSpan _leasesLast;
    private readonly Dictionary<LockKey, LockQueue> _queues = [];
    private readonly Dictionary<Guid, ShardSession> _sessions = [];
    private readonly List<ShardSession> _dirty = [];
    private long _counter;
    private long _tickets;
    private long _keys;
    private bool _stopped;

    /// <summary>Begins an activation whose epoch has just been taken: <paramref name="mine"/> is the record as it was written for it.</summary>
    /// <param name="index">The number of the shard.</param>
    /// <param name="mine">The record that <see cref="TakeOver"/> gave and that storage now holds.</param>
    /// <param name="last">The record that it replaced, or null for a shard that was never used.</param>
    /// <param name="writeBegan">When the write of the record began.</param>
    /// <param name="now">The time.</param>
    public LockShard(
        int index,
        LockShardRecord mine,
        LockShardRecord? last,
        LockTimes times,
        LockRules rules,
        LockShardSettings settings,
        ILockShardHost host,
        TimeSpan writeBegan,
        TimeSpan now)
    {
        Index = index;
        Epoch = mine.Epoch;
        _owner = mine.Owner;
        _times = times;
        _rules = rules;
        _settings = settings;
        _host = host;
        _checkedAt = writeBegan;
        _breaks = [.. mine.Breaks];
        _leasesLast = mine.LeasesLast;
        BeginRecovery(last, now);
        Flush(now);
    }

    public int Index { get; }

    /// <summary>The high bits of every token that this activation gives.</summary>
    public long Epoch { get; }

    /// <summary>Tells the activation's own record from another's.</summary>
    public Guid Owner => _owner;

    public bool IsStopped => _stopped;

    /// <summary>When, by the silo's clock, <see cref="Tick"/> is to be called next, if nothing happens before.</summary>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    /// <summary>The record with which a new activation takes over from <paramref name="last"/>: to be written over it, naming its ETag.</summary>
    public static LockShardRecord TakeOver(LockShardRecord? last, Guid owner, LockTimes times)
    {
        var epoch = (last?.Epoch ?? 0) + 1;
        if (epoch > LockToken.MaxEpoch)
            throw new InvalidOperationException($"Epoch {epoch} does not fit into a fencing token; the greatest is {LockToken.MaxEpoch}.");
        return new LockShardRecord
        {
            Epoch = epoch,
            Owner = owner,
            LeasesLast = last?.LeasesLast > times.RecoveryWait ? last.LeasesLast : times.RecoveryWait,
            Sessions = last?.Sessions ?? [],
            Breaks = last?.Breaks ?? [],
        };
    }

    /// <summary>Takes a message from a client.</summary>
    public void Receive(LockRequest request, TimeSpan now)
    {
        if (_stopped)
            return;
        Handle(request, now);
        Flush(now);
    }

    /// <summary>Does what is due by now.</summary>
    public void Tick(TimeSpan now)
    {
        if (_stopped)
            return;
        NextDeadline = TimeSpan.MaxValue;
        TickSessions(now);
        TickRecovery(now);
        TickStorage(now);
        TickDeadlocks(now);
        Flush(now);
    }

    /// <summary>Another activation has taken over: says and grants nothing from now on.</summary>
    public void Stop()
    {
        _stopped = true;
        NextDeadline = TimeSpan.MaxValue;
    }

    private void Handle(LockRequest request, TimeSpan now)
    {
        if (request.Epoch > Epoch)
        {
            // The client has heard of a successor. Until storage says so too there is nothing to tell it.
            AskForCheck();
            return;
        }

        if (!HasAuthority(now))
        {
            Defer(request);
            return;
        }

        if (request.Key == 0)
            Greet(request, now);
        else
            Continue(request, now);
    }

    private void WakeAt(TimeSpan at)
    {
        if (at < NextDeadline)
            NextDeadline = at;
    }

    private void MarkDirty(ShardSession session)
    {
        if (session.IsDirty)
            return;
        session.IsDirty = true;
        _dirty.Add(session);
    }

    private void Tell(LockClaim claim, LockEvent news)
    {
        // Of a claim that was handed over, its client hears once it has said that it still wants it. Before that, the same number
        // may be asked for anew on the same link, and the client would take the one for the other.
        if (claim.Session.State == SessionState.HandedOver && claim.ConfirmedOn != claim.Session.Link)
            return;
        claim.Session.Events.Add(news);
        MarkDirty(claim.Session);
    }

    /// <summary>Sends what has gathered: one message to each client, whatever happened to it.</summary>
    private void Flush(TimeSpan now)
    {
        foreach (var session in _dirty)
        {
            session.IsDirty = false;
            if (session.Route is null)
                continue;

            if (session.State is SessionState.Open or SessionState.Welcome && session.Key != 0)
            {
                session.ResendAt = session.Events.IsEmpty ? TimeSpan.MaxValue : now + _settings.ResendAfter;
                WakeAt(session.ResendAt);
                _host.Send(session.Route, Reply(session, LockReplyKind.Stream) with
                {
                    OpsThrough = session.OpsThrough,
                    HeardBeat = session.HeardBeat,
                    FirstEvent = session.Events.First,
                    Events = session.Events.ToArray(),
                });
            }
            else if (session.State is SessionState.Awaited or SessionState.HandedOver)
            {
                session.ResendAt = now + _settings.ResendAfter;
                WakeAt(session.ResendAt);
                _host.Send(session.Route, Reply(session, LockReplyKind.CheckIn));
            }
        }

        _dirty.Clear();
    }

    private LockReply Reply(ShardSession session, LockReplyKind kind) => new()
    {
        Shard = Index,
        Session = session.Id,
        Epoch = Epoch,
        Kind = kind,
        Link = session.Link,
        Key = session.Key,
    };
}
