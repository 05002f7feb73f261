using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>A client process at one shard: its lease, the streams of its link and its claims.</summary>
internal sealed class ShardSession(Guid id, SessionState state)
{
    public Guid Id { get; } = id;

    public SessionState State { get; set; } = state;

    public string? Route { get; set; }

    public string Label { get; set; } = "";

    public int Link { get; set; }

    /// <summary>Names the link in this epoch; 0 before there is one.</summary>
    public long Key { get; set; }

    public TimeSpan LeaseEnd { get; set; }

    /// <summary>The newest time of the client's clock at which it surely was alive, and from which it counts its lease.</summary>
    public TimeSpan HeardBeat { get; set; }

    public long OpsThrough { get; set; }

    public ReliableOutbox<LockEvent> Events { get; } = new();

    public Dictionary<long, LockClaim> Claims { get; } = [];

    /// <summary>When what was last sent counts as lost, if it is not acknowledged.</summary>
    public TimeSpan ResendAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>Is among those to be sent a message.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The record in storage names it.</summary>
    public bool IsRecorded { get; set; }

    public void StartLink(int link, long key)
    {
        Link = link;
        Key = key;
        OpsThrough = 0;
        HeardBeat = TimeSpan.MinValue;
        Events.Restart();
    }
}
