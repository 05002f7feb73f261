namespace Cluster.Locks.Protocol;

/// <summary>What a client asks of a shard. Operations of one link are applied in order, each exactly once.</summary>
internal enum LockOpKind : byte
{
    /// <summary>Grant the claim, or put it at the end of the queue.</summary>
    Acquire,

    /// <summary>End the claim, whether it holds or waits: a cancelled wait leaves nothing behind.</summary>
    Release,

    /// <summary>Turn an upgradeable claim into an exclusive one, before all other waiters.</summary>
    Upgrade,

    /// <summary>Stop waiting for the upgrade; an upgrade already granted is taken back.</summary>
    CancelUpgrade,

    /// <summary>Hand out more tokens to a holder that uses one for each of its own callers.</summary>
    MoreTokens,

    /// <summary>Part of a check-in: the client has this claim from an earlier epoch; with a token it holds, without it waits.</summary>
    Reclaim,

    /// <summary>The end of a check-in: the client has no other claims.</summary>
    CheckedIn,

    /// <summary>The client is done with this shard and has no claims.</summary>
    Close,
}
