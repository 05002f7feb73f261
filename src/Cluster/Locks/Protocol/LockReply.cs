namespace Cluster.Locks.Protocol;

/// <summary>A message from a shard to a client. It carries every event that the client has not acknowledged.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockReply")]
internal sealed record LockReply
{
    [Id(0)]
    public required int Shard { get; init; }

    [Id(1)]
    public required Guid Session { get; init; }

    /// <summary>The epoch of the activation that speaks. A client that has heard of a newer one does not listen.</summary>
    [Id(2)]
    public required long Epoch { get; init; }

    [Id(3)]
    public required LockReplyKind Kind { get; init; }

    [Id(4)]
    public int Link { get; init; }

    /// <summary>With <see cref="LockReplyKind.Welcome"/>: what further messages on this link must name.</summary>
    [Id(5)]
    public long Key { get; init; }

    /// <summary>Operations up to this number have been applied.</summary>
    [Id(6)]
    public long OpsThrough { get; init; }

    /// <summary>The newest <see cref="LockRequest.Beat"/> that renewed the lease.</summary>
    [Id(7)]
    public TimeSpan HeardBeat { get; init; }

    [Id(8)]
    public long FirstEvent { get; init; }

    [Id(9)]
    public LockEvent[] Events { get; init; } = [];

    /// <summary>With <see cref="LockReplyKind.Welcome"/>: how long a lease is on the shard's clock.</summary>
    [Id(10)]
    public TimeSpan Lease { get; init; }

    public override string ToString() =>
        $"reply s{Shard} e{Epoch} l{Link} {Kind} ops {OpsThrough} beat {HeardBeat.TotalMilliseconds:F1} {FirstEvent}:[{string.Join(", ", Events)}]";
}
