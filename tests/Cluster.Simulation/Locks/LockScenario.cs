using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;

namespace Cluster.Simulation.Locks;

/// <summary>What a run of the lock protocol is like: how many take part, what goes wrong, and which rule is broken on purpose.</summary>
internal sealed record LockScenario
{
    public int Silos { get; init; } = 2;

    public int Clients { get; init; } = 3;

    public int WorkersPerClient { get; init; } = 2;

    public int Names { get; init; } = 2;

    /// <summary>How long things go wrong.</summary>
    public TimeSpan Trouble { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Mean time between two faults; zero for none.</summary>
    public TimeSpan FaultEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a fault lasts at most.</summary>
    public TimeSpan LongestFault { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The share of holders that do not let go for a while.</summary>
    public double LongHolds { get; init; } = 0.05;

    /// <summary>The faults that may happen.</summary>
    public LockFaults Faults { get; init; } = LockFaults.All;

    /// <summary>Clocks drift by up to the bound that leases allow for; otherwise by ten times as much.</summary>
    public bool DriftIsBounded { get; init; } = true;

    /// <summary>Messages get lost, late, doubled and out of order.</summary>
    public bool NetworkIsFaulty { get; init; } = true;

    /// <summary>Leases a fifth as long as usual: more of what is interesting happens in the same number of events.</summary>
    public Func<LockTimes> Times { get; init; } = () => new LockTimes
    {
        Lease = TimeSpan.FromSeconds(2),
        Authority = TimeSpan.FromSeconds(1),
        MaxDrift = 0.03,
    };

    public Func<LockRules> Rules { get; init; } = () => LockRules.Standard;

    /// <summary>What an activation writes to take over; a planted fault replaces it.</summary>
    public Func<LockShardRecord?, Guid, LockTimes, LockShardRecord> TakeOver { get; init; } = LockShard.TakeOver;

    /// <summary>What a client's message looks like when it leaves; a planted fault replaces it.</summary>
    public Func<LockRequest, LockRequest> Leaving { get; init; } = request => request;

    /// <summary>What a shard's message looks like when it leaves; a planted fault replaces it.</summary>
    public Func<LockReply, LockReply> Answering { get; init; } = reply => reply;

    public LockLinkSettings LinkSettings { get; init; } = new()
    {
        RetransmitAfter = TimeSpan.FromMilliseconds(150),
        AcknowledgeAfter = TimeSpan.FromMilliseconds(40),
        CloseWhenIdleFor = TimeSpan.FromSeconds(3),
    };

    public LockShardSettings ShardSettings { get; init; } = new()
    {
        ResendAfter = TimeSpan.FromMilliseconds(150),
        ReclaimWindow = TimeSpan.FromMilliseconds(400),
        StorageRetryAfter = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>How long after a silo's death its shards are activated elsewhere.</summary>
    public TimeSpan DetectionTime { get; init; } = TimeSpan.FromMilliseconds(400);
}
