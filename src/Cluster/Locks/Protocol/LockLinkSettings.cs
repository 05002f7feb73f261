namespace Cluster.Locks.Protocol;

/// <summary>When a client's link sends.</summary>
internal sealed record LockLinkSettings
{
    /// <summary>How long a message waits for its answer before it is sent again.</summary>
    public TimeSpan RetransmitAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a release that nobody is known to wait for may wait for company.</summary>
    public TimeSpan LazyDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long an event may wait to be acknowledged, in case that something else is sent meanwhile.</summary>
    public TimeSpan AcknowledgeAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The session at a shard is ended when the client had no claims there for so long.</summary>
    public TimeSpan CloseWhenIdleFor { get; init; } = TimeSpan.FromMinutes(1);
}
