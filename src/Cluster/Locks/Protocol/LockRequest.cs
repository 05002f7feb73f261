namespace Cluster.Locks.Protocol;

/// <summary>
/// A message from a client to a shard. It carries every operation that the shard has not acknowledged, so that losing, repeating or
/// reordering messages does no harm; any message on an open link also renews the session's lease.
/// </summary>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockRequest")]
internal sealed record LockRequest
{
    [Id(0)]
    public required int Shard { get; init; }

    /// <summary>The client process.</summary>
    [Id(1)]
    public required Guid Session { get; init; }

    /// <summary>The newest epoch of the shard that the client has heard of; 0 for none.</summary>
    [Id(2)]
    public long Epoch { get; init; }

    /// <summary>Rises each time the client starts over with this shard.</summary>
    [Id(3)]
    public required int Link { get; init; }

    /// <summary>What the shard answered to the greeting; 0 makes this message a greeting.</summary>
    [Id(4)]
    public long Key { get; init; }

    /// <summary>The client's clock when it sent this. The shard sends it back, and the lease is counted from it.</summary>
    [Id(5)]
    public required TimeSpan Beat { get; init; }

    /// <summary>The number of the first of <see cref="Ops"/> on this link; they count from 1.</summary>
    [Id(6)]
    public long FirstOp { get; init; }

    [Id(7)]
    public LockOp[] Ops { get; init; } = [];

    /// <summary>Events up to this number have arrived.</summary>
    [Id(8)]
    public long EventsThrough { get; init; }

    /// <summary>Where the shard sends its messages to this client.</summary>
    [Id(9)]
    public required string Route { get; init; }

    /// <summary>How people know the client; with a greeting.</summary>
    [Id(10)]
    public string? Label { get; init; }

    public override string ToString() =>
        $"request s{Shard} e{Epoch} l{Link} {(Key == 0 ? "greeting" : $"{FirstOp}:[{string.Join(", ", Ops)}]")} beat {Beat.TotalMilliseconds:F1} events {EventsThrough}";
}
