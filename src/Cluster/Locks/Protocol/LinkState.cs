namespace Cluster.Locks.Protocol;

/// <summary>Where a client stands with a shard.</summary>
internal enum LinkState : byte
{
    /// <summary>Nothing to do with each other.</summary>
    Closed,

    /// <summary>A greeting is under way.</summary>
    Greeting,

    /// <summary>The shard knows the session.</summary>
    Open,
}
